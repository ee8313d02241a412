"""The first picture of a case study in its search document, so that a page of results shows it without another query."""

from django.db import migrations

PICTURE = r"""
CREATE FUNCTION case_studies_search_picture(wanted bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
    -- As `Thumbnail` of case_studies/thumbnails.py: number, name and smallest width of the first one with copies.
    SELECT jsonb_build_array(p.id, p.file, p.widths -> 0) FROM case_studies_image p
    WHERE p.case_study_id = wanted AND p.widths -> 0 IS NOT NULL
    ORDER BY p.position, p.id LIMIT 1
$$;

CREATE OR REPLACE FUNCTION case_studies_search_card(wanted bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
    -- In the order in which case_studies/search/cards.py takes it apart.
    SELECT jsonb_build_array(
        c.title, c.slug, c.summary, coalesce(c.year, extract(year FROM c.begun_on)::int), c.stage, c.evidence_level,
        c.completeness, c.reuse_terms, c.last_confirmed_on, c.synthetic,
        (SELECT jsonb_agg(jsonb_build_array(n.short_name, n.slug, n.region, extract(year FROM n.ended_on)::int,
            (SELECT jsonb_agg(m.short_name ORDER BY m.short_name) FROM case_studies_council_successors s
             JOIN case_studies_council m ON m.id = s.to_council_id WHERE s.from_council_id = n.id))
            ORDER BY i.role, i.id)
         FROM case_studies_involvement i JOIN case_studies_council n ON n.id = i.council_id
         WHERE i.case_study_id = c.id),
        (SELECT jsonb_agg(jsonb_build_array(n.name, n.slug, n.colour) ORDER BY n.name)
         FROM case_studies_casestudy_themes l JOIN case_studies_theme n ON n.id = l.theme_id
         WHERE l.casestudy_id = c.id),
        (SELECT jsonb_build_array(o.kind, o.description, o.amount::text, o.unit, o.period, o.basis)
         FROM case_studies_outcome o WHERE o.case_study_id = c.id
         ORDER BY array_position(ARRAY['audited', 'achieved', 'forecast', 'estimated'], o.basis::text),
            array_position(ARRAY['saving', 'cost-avoided', 'income'], o.kind::text) NULLS LAST, o.amount DESC, o.id
         LIMIT 1),
        (SELECT count(*) FROM case_studies_adoption a WHERE a.case_study_id = c.id),
        case_studies_search_picture(c.id)
    )
    FROM case_studies_casestudy c WHERE c.id = wanted
$$;

CREATE TRIGGER search_insert AFTER INSERT ON case_studies_image REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION case_studies_search_part('case_study_id');
CREATE TRIGGER search_update AFTER UPDATE ON case_studies_image
    REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION case_studies_search_part('case_study_id');
CREATE TRIGGER search_delete AFTER DELETE ON case_studies_image REFERENCING OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION case_studies_search_part('case_study_id');
"""

# Without the rest of the document, which has not changed, and without counting its words again.
FILL = """
ALTER TABLE case_studies_searchdocument DISABLE TRIGGER USER;
UPDATE case_studies_searchdocument SET card = case_studies_search_card(case_study_id);
ALTER TABLE case_studies_searchdocument ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [("case_studies", "0004_cards")]

    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (PICTURE, FILL)]
