"""What a page of results shows of a case study, kept in its search document so that a page reads twenty rows and no more."""

from django.db import migrations, models

CARD = r"""
CREATE FUNCTION case_studies_search_card(wanted bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
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
        (SELECT count(*) FROM case_studies_adoption a WHERE a.case_study_id = c.id)
    )
    FROM case_studies_casestudy c WHERE c.id = wanted
$$;

-- Out of line as the words are, so that the rows which are gone through stay narrow.
ALTER TABLE case_studies_searchdocument ALTER COLUMN card SET STORAGE EXTENDED;

CREATE OR REPLACE FUNCTION case_studies_search_rewrite(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- Two edits that touch the same document take turns until commit, so the second one sees the first one's words.
    PERFORM pg_advisory_xact_lock(hashtext('case_studies_search_rewrite'));
    DELETE FROM case_studies_shortdocument d
    WHERE d.case_study_id = ANY (ids)
        AND NOT EXISTS (SELECT FROM case_studies_casestudy c WHERE c.id = d.case_study_id AND c.state = 'published');
    DELETE FROM case_studies_searchdocument d
    WHERE d.case_study_id = ANY (ids)
        AND NOT EXISTS (SELECT FROM case_studies_casestudy c WHERE c.id = d.case_study_id AND c.state = 'published');
    WITH source AS MATERIALIZED (SELECT * FROM case_studies_search_source(ids)),
    shortened AS (
        INSERT INTO case_studies_shortdocument (case_study_id, short)
        SELECT case_study_id, short FROM source
        ON CONFLICT (case_study_id) DO UPDATE SET short = excluded.short
    )
    INSERT INTO case_studies_searchdocument (case_study_id, words, exact, facets, published_at, saving, card)
    SELECT case_study_id, words, exact, facets, published_at, saving, case_studies_search_card(case_study_id)
    FROM source
    ON CONFLICT (case_study_id) DO UPDATE SET
        words = excluded.words, exact = excluded.exact, facets = excluded.facets,
        published_at = excluded.published_at, saving = excluded.saving, card = excluded.card;
END $$;
"""

# What cards show of themes and councils beyond what is searched for.
SHOWN = r"""
CREATE OR REPLACE FUNCTION case_studies_search_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
-- The arguments are the table and column by which case studies name this row, and what they are found by or show of it.
BEGIN
    EXECUTE format(
        'SELECT case_studies_search_note(array_agg(l.%I)) FROM after a JOIN before b USING (id) '
        'JOIN %I l ON l.%I = a.id WHERE %s', TG_ARGV[1], TG_ARGV[0], TG_ARGV[2],
        (SELECT string_agg(format('a.%I IS DISTINCT FROM b.%I', name, name), ' OR ')
         FROM string_to_table(TG_ARGV[3], ',') AS name));
    RETURN NULL;
END $$;

DROP TRIGGER search_renamed_0 ON case_studies_theme;
CREATE TRIGGER search_renamed_0 AFTER UPDATE ON case_studies_theme
    REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION
    case_studies_search_renamed('case_studies_casestudy_themes', 'casestudy_id', 'theme_id', 'name,slug,colour');
DROP TRIGGER search_renamed_0 ON case_studies_council;
CREATE TRIGGER search_renamed_0 AFTER UPDATE ON case_studies_council
    REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION
    case_studies_search_renamed('case_studies_involvement', 'case_study_id', 'council_id',
        'short_name,kind,region,nation,slug,ended_on');

CREATE FUNCTION case_studies_search_succeeded() RETURNS trigger LANGUAGE plpgsql AS $$
-- A council's card names what it is part of now: those that got or lost a successor, or whose successor got a new name.
DECLARE
    changed text := CASE TG_OP WHEN 'INSERT' THEN 'SELECT * FROM after' WHEN 'DELETE' THEN 'SELECT * FROM before'
        ELSE 'SELECT * FROM before UNION SELECT * FROM after' END;
BEGIN
    IF TG_TABLE_NAME = 'case_studies_council' THEN
        PERFORM case_studies_search_note(array_agg(i.case_study_id))
        FROM after a JOIN before b USING (id) JOIN case_studies_council_successors s ON s.to_council_id = a.id
        JOIN case_studies_involvement i ON i.council_id = s.from_council_id
        WHERE a.short_name <> b.short_name;
    ELSE
        EXECUTE format('SELECT case_studies_search_note(array_agg(i.case_study_id)) FROM (%s) c '
            'JOIN case_studies_involvement i ON i.council_id = c.from_council_id', changed);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER search_successor_renamed AFTER UPDATE ON case_studies_council
    REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION case_studies_search_succeeded();
CREATE TRIGGER search_succeeded_insert AFTER INSERT ON case_studies_council_successors
    REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION case_studies_search_succeeded();
CREATE TRIGGER search_succeeded_update AFTER UPDATE ON case_studies_council_successors
    REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION case_studies_search_succeeded();
CREATE TRIGGER search_succeeded_delete AFTER DELETE ON case_studies_council_successors
    REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION case_studies_search_succeeded();
"""

# Without the rest of the document, which has not changed, and without counting its words again.
FILL = """
ALTER TABLE case_studies_searchdocument DISABLE TRIGGER USER;
UPDATE case_studies_searchdocument SET card = case_studies_search_card(case_study_id);
ALTER TABLE case_studies_searchdocument ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [("case_studies", "0003_import_files")]

    operations = [
        migrations.AddField("searchdocument", "card", models.JSONField(default=list), preserve_default=False),
        *[migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (CARD, SHOWN, FILL)],
    ]
