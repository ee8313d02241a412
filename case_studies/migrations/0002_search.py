"""The functions and triggers that keep search documents, vocabulary and names right, whatever the path of an edit.

How it works, and why it is SQL, is told in `docs/adr/0007-search-documents.md`.
"""

from django.db import migrations

FOLDING = r"""
CREATE FUNCTION case_studies_search_fold(x text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    -- Text for the parser: accents off, and words joined by hyphens, dots and the like taken apart, because the
    -- parser would otherwise read “covid-19” as a word and a negative number, and “next.step” as a host.
    -- Only letters beyond English need the slow part; pound signs and typographic quotes do not.
    -- Six calls of replace take a tenth of the time of one of translate.
    SELECT replace(replace(replace(replace(replace(replace(
        CASE WHEN octet_length(x) = length(x) OR x !~ U&'[\00AA\00B2-\1FFF\FB00-\FFEF]' THEN x
             ELSE regexp_replace(normalize(x, NFKD), U&'[\0300-\036F]', '', 'g') END,
        '-', ' '), '_', ' '), '/', ' '), '.', ' '), '@', ' '), '+', ' ')
$$;

CREATE FUNCTION case_studies_search_plain(html text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN html = '' THEN ''
           ELSE regexp_replace(regexp_replace(html, '<[^>]*>', ' ', 'g'), '&[a-z]+;', ' ', 'g') END
$$;

CREATE FUNCTION case_studies_search_stem(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce((ts_lexize('english_stem', word))[1], '')
$$;
"""

# The numbers of facets and of their choices are those of case_studies/search/facets.py; a test compares them.
REWRITE = r"""
CREATE FUNCTION case_studies_search_source(ids bigint[]) RETURNS TABLE (
    case_study_id bigint, short tsvector, words tsvector, exact tsvector, facets int[], published_at timestamptz,
    saving numeric
) LANGUAGE sql STABLE AS $$
    SELECT
        d.id,
        s.short,
        s.short || setweight(to_tsvector('english', d.body), 'D'),
        to_tsvector('simple', concat_ws(' ', d.title, d.summary, d.names, d.body)),
        d.facets,
        d.published_at,
        d.saving
    FROM (
        SELECT
            c.id, c.published_at, o.saving,
            case_studies_search_fold(c.title) AS title,
            case_studies_search_fold(c.summary) AS summary,
            case_studies_search_fold(concat_ws(' ', t.names, a.names, p.names, r.names, i.names)) AS names,
            case_studies_search_fold(concat_ws(' ', i.places, x.text)) AS places,
            case_studies_search_fold(concat_ws(' ', o.text, x.text, c.team, c.reuse_note, c.evidence_reason,
                case_studies_search_plain(concat_ws(' ', c.problem, c.what_we_did, c.leadership, c.people,
                    c.governance, c.risk_and_finance, c.obstacles, c.what_changed, c.what_did_not_work, c.lessons,
                    c.sustained_by)))) AS body,
            concat_ws(' ', i.lexemes, x.lexemes)::tsvector AS councils,
            coalesce(t.codes, '{}') || coalesce(a.codes, '{}') || coalesce(i.codes, '{}') || coalesce(r.codes, '{}')
                || coalesce(p.codes, '{}')
                || array_remove(ARRAY[
                    (9 << 24) + coalesce(c.year::int, extract(year FROM c.begun_on)::int),
                    (10 << 24) + array_position(
                        ARRAY['idea', 'pilot', 'in-use', 'scaled', 'stopped'], c.stage::text),
                    (11 << 24) + array_position(
                        ARRAY['new-to-sector', 'new-to-area', 'micro-innovation'], c.novelty::text),
                    (12 << 24) + c.evidence_level::int,
                    CASE WHEN o.saving IS NOT NULL THEN (13 << 24) + 1 END,
                    CASE WHEN c.reuse_terms IN ('free', 'free-with-credit') THEN (13 << 24) + 2 END,
                    CASE WHEN concat(c.leadership, c.people, c.governance, c.risk_and_finance, c.obstacles) <> ''
                        THEN (13 << 24) + 3 END,
                    CASE WHEN c.what_did_not_work <> '' THEN (13 << 24) + 4 END,
                    (14 << 24) + array_position(ARRAY['summary', 'partial', 'full'], c.completeness::text)
                ], NULL) AS facets
        FROM case_studies_casestudy c
        LEFT JOIN LATERAL (
            SELECT string_agg(n.name, ' ') AS names, array_agg((1 << 24) + n.id::int ORDER BY n.id) AS codes
            FROM case_studies_casestudy_themes l JOIN case_studies_theme n ON n.id = l.theme_id
            WHERE l.casestudy_id = c.id
        ) t ON true
        LEFT JOIN LATERAL (
            SELECT string_agg(n.name, ' ') AS names, array_agg((2 << 24) + n.id::int ORDER BY n.id) AS codes
            FROM case_studies_casestudy_service_areas l JOIN case_studies_servicearea n ON n.id = l.servicearea_id
            WHERE l.casestudy_id = c.id
        ) a ON true
        LEFT JOIN LATERAL (
            SELECT
                string_agg(n.short_name, ' ' ORDER BY n.id) AS names,
                string_agg(DISTINCT replace(n.region, '-', ' '), ' ') AS places,
                string_agg('''#' || n.id || ''':1A', ' ') AS lexemes,
                array_agg(DISTINCT (3 << 24) + n.id::int)
                || array_remove(array_agg(DISTINCT (4 << 24) + array_position(ARRAY['county', 'district', 'unitary',
                    'metropolitan', 'london-borough', 'city-of-london', 'combined-authority', 'strategic-authority',
                    'scottish', 'welsh', 'northern-irish'], n.kind::text)), NULL)
                || array_remove(array_agg(DISTINCT (5 << 24) + array_position(ARRAY['east-midlands',
                    'east-of-england', 'london', 'north-east', 'north-west', 'south-east', 'south-west',
                    'west-midlands', 'yorkshire-and-the-humber', 'scotland', 'wales', 'northern-ireland'],
                    n.region::text)), NULL)
                || array_remove(array_agg(DISTINCT (6 << 24) + array_position(ARRAY['england', 'scotland', 'wales',
                    'northern-ireland'], n.nation::text)), NULL) AS codes
            FROM case_studies_involvement l JOIN case_studies_council n ON n.id = l.council_id
            WHERE l.case_study_id = c.id
        ) i ON true
        LEFT JOIN LATERAL (
            SELECT concat_ws(' ', string_agg(n.name, ' '), string_agg(n.also_called, ' ')) AS names,
                array_agg((7 << 24) + n.id::int ORDER BY n.id) AS codes
            FROM case_studies_casestudy_programmes l JOIN case_studies_programme n ON n.id = l.programme_id
            WHERE l.casestudy_id = c.id
        ) r ON true
        LEFT JOIN LATERAL (
            SELECT string_agg(n.name, ' ') AS names, array_agg((8 << 24) + n.id::int ORDER BY n.id) AS codes
            FROM case_studies_casestudy_partners l JOIN case_studies_partner n ON n.id = l.partner_id
            WHERE l.casestudy_id = c.id
        ) p ON true
        LEFT JOIN LATERAL (
            SELECT string_agg(concat_ws(' ', n.description, n.note), ' ') AS text,
                max(n.amount) FILTER (WHERE n.kind = 'saving') AS saving
            FROM case_studies_outcome n WHERE n.case_study_id = c.id
        ) o ON true
        LEFT JOIN LATERAL (
            SELECT string_agg(concat_ws(' ', n.short_name, l.note), ' ') AS text,
                string_agg('''#' || n.id || ''':1D', ' ') AS lexemes
            FROM case_studies_adoption l JOIN case_studies_council n ON n.id = l.council_id
            WHERE l.case_study_id = c.id
        ) x ON true
        WHERE c.id = ANY (ids) AND c.state = 'published'
        OFFSET 0  -- or the planner would fold and parse each text as often as it is used
    ) d,
    LATERAL (
        SELECT d.councils
            || setweight(to_tsvector('english', d.title), 'A')
            || setweight(to_tsvector('english', d.names), 'B')
            || setweight(to_tsvector('english', concat_ws(' ', d.summary, d.places)), 'C') AS short
        OFFSET 0
    ) s
$$;

CREATE FUNCTION case_studies_search_rewrite(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
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
    INSERT INTO case_studies_searchdocument (case_study_id, words, exact, facets, published_at, saving)
    SELECT case_study_id, words, exact, facets, published_at, saving FROM source
    ON CONFLICT (case_study_id) DO UPDATE SET
        words = excluded.words, exact = excluded.exact, facets = excluded.facets,
        published_at = excluded.published_at, saving = excluded.saving;
END $$;

-- A narrow row: words and exact leave it for the TOAST table, while a short document stays in its row.
ALTER TABLE case_studies_searchdocument SET (toast_tuple_target = 128, fillfactor = 90);
ALTER TABLE case_studies_shortdocument SET (fillfactor = 90);
ALTER TABLE case_studies_shortdocument ALTER COLUMN short SET STORAGE MAIN;
ALTER TABLE case_studies_searchdocument
    ALTER COLUMN facets SET STORAGE MAIN,
    ALTER COLUMN words SET STORAGE EXTENDED,
    ALTER COLUMN exact SET STORAGE EXTENDED;
"""

VOCABULARY = r"""
CREATE FUNCTION case_studies_search_count_words() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before text := CASE TG_OP WHEN 'INSERT' THEN 'SELECT NULL::text, 0 WHERE false'
        ELSE 'SELECT unnest(tsvector_to_array(exact)), -1 FROM before' END;
    after text := CASE TG_OP WHEN 'DELETE' THEN 'SELECT NULL::text, 0 WHERE false'
        ELSE 'SELECT unnest(tsvector_to_array(exact)), 1 FROM after' END;
BEGIN
    -- In the order of words, so that two of these never wait for each other.
    EXECUTE format($sql$
        INSERT INTO case_studies_vocabularyword (word, stem, documents)
        SELECT word, case_studies_search_stem(word), sum(n)
        FROM (%s UNION ALL %s) AS changes (word, n)
        WHERE length(word) <= 60
        GROUP BY word HAVING sum(n) <> 0 ORDER BY word
        ON CONFLICT (word) DO UPDATE
            SET documents = case_studies_vocabularyword.documents + excluded.documents
    $sql$, before, after);
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM case_studies_vocabularyword WHERE documents <= 0;
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION case_studies_search_count_afresh() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('case_studies_search_rewrite'));
    DELETE FROM case_studies_vocabularyword;
    INSERT INTO case_studies_vocabularyword (word, stem, documents)
    SELECT word, case_studies_search_stem(word), count(*)
    FROM case_studies_searchdocument, unnest(tsvector_to_array(exact)) AS word
    WHERE length(word) <= 60 GROUP BY word;
END $$;
CREATE INDEX case_studies_vocabulary_gone ON case_studies_vocabularyword (documents) WHERE documents <= 0;

CREATE TRIGGER search_count_words_insert AFTER INSERT ON case_studies_searchdocument
    REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION case_studies_search_count_words();
CREATE TRIGGER search_count_words_update AFTER UPDATE ON case_studies_searchdocument
    REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION case_studies_search_count_words();
CREATE TRIGGER search_count_words_delete AFTER DELETE ON case_studies_searchdocument
    REFERENCING OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION case_studies_search_count_words();
"""

# What workers keep in memory of the documents hangs on the log of what was written, case_studies/search/tally.py.
WRITTEN = r"""
CREATE FUNCTION case_studies_search_log() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
    number bigint;
BEGIN
    IF TG_OP = 'DELETE' THEN
        SELECT array_agg(case_study_id) INTO ids FROM before;
    ELSE
        SELECT array_agg(case_study_id) INTO ids FROM after;
    END IF;
    IF ids IS NOT NULL THEN
        -- Numbers are given in the order of commits, because the next transaction waits here for this one's end.
        PERFORM pg_advisory_xact_lock(hashtext('case_studies_search_rewrite'));
        INSERT INTO case_studies_searchrewrite (case_studies) VALUES (ids) RETURNING id INTO number;
        DELETE FROM case_studies_searchrewrite WHERE id <= number - 1000;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER search_log_insert AFTER INSERT ON case_studies_searchdocument
    REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION case_studies_search_log();
CREATE TRIGGER search_log_update AFTER UPDATE ON case_studies_searchdocument
    REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION case_studies_search_log();
CREATE TRIGGER search_log_delete AFTER DELETE ON case_studies_searchdocument
    REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION case_studies_search_log();
"""

VISITS = r"""
CREATE FUNCTION case_studies_count_visits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    more bigint := 0;
    where_ text := coalesce(NEW.path, OLD.path);
BEGIN
    IF TG_OP <> 'DELETE' THEN more := more + NEW.count; END IF;
    IF TG_OP <> 'INSERT' THEN more := more - OLD.count; END IF;
    INSERT INTO case_studies_casestudyvisits AS kept (case_study_id, total)
    SELECT c.id, more FROM case_studies_casestudy c WHERE c.slug = split_part(where_, '/', 3)
    ON CONFLICT (case_study_id) DO UPDATE SET total = kept.total + excluded.total;
    RETURN NULL;
END $$;
CREATE TRIGGER case_study_visits_insert AFTER INSERT ON innovation_db_pagevisit
    FOR EACH ROW WHEN (NEW.path LIKE '/case-studies/_%/') EXECUTE FUNCTION case_studies_count_visits();
CREATE TRIGGER case_study_visits_update AFTER UPDATE ON innovation_db_pagevisit
    FOR EACH ROW WHEN (NEW.path LIKE '/case-studies/_%/') EXECUTE FUNCTION case_studies_count_visits();
CREATE TRIGGER case_study_visits_delete AFTER DELETE ON innovation_db_pagevisit
    FOR EACH ROW WHEN (OLD.path LIKE '/case-studies/_%/') EXECUTE FUNCTION case_studies_count_visits();
-- Rows are counted up in place, so each page keeps room for the next version.
ALTER TABLE case_studies_casestudyvisits SET (fillfactor = 50);
"""

CHANGES = r"""
CREATE FUNCTION case_studies_search_note(ids bigint[]) RETURNS void LANGUAGE sql AS $$
    -- Drafts are nobody's search result, so only published case studies and those with a document are noted. Who has
    -- set “later” for the transaction writes the documents afterwards: `documents.later()`.
    INSERT INTO case_studies_searchchange (case_studies)
    SELECT array_agg(id) FROM (
        SELECT DISTINCT n.id FROM unnest(ids) AS n (id)
        WHERE current_setting('case_studies.documents', true) IS DISTINCT FROM 'later'
            AND (EXISTS (SELECT FROM case_studies_casestudy c WHERE c.id = n.id AND c.state = 'published')
                OR EXISTS (SELECT FROM case_studies_searchdocument d WHERE d.case_study_id = n.id))
    ) AS noted HAVING count(*) > 0
$$;

CREATE FUNCTION case_studies_search_commit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
BEGIN
    -- Of the changes noted in this transaction the first one to come here takes all.
    WITH taken AS (DELETE FROM case_studies_searchchange RETURNING case_studies)
    SELECT array_agg(DISTINCT id) INTO ids FROM taken, unnest(case_studies) AS id;
    IF ids IS NOT NULL THEN
        PERFORM case_studies_search_rewrite(ids);
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER case_studies_search_commit AFTER INSERT ON case_studies_searchchange
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION case_studies_search_commit();

CREATE FUNCTION case_studies_search_case_study() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM case_studies_search_note(array_agg(id)) FROM after WHERE state = 'published';
    ELSE
        PERFORM case_studies_search_note(array_agg(a.id)) FROM after a JOIN before b USING (id)
        WHERE (a.state = 'published' OR b.state = 'published')
            AND to_jsonb(a) - 'version' - 'changed_at' <> to_jsonb(b) - 'version' - 'changed_at';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER search_insert AFTER INSERT ON case_studies_casestudy
    REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION case_studies_search_case_study();
CREATE TRIGGER search_update AFTER UPDATE ON case_studies_casestudy
    REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION case_studies_search_case_study();

CREATE FUNCTION case_studies_search_forget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Before the document's row is locked, or this and a rewrite could wait for each other.
    PERFORM pg_advisory_xact_lock(hashtext('case_studies_search_rewrite'));
    DELETE FROM case_studies_shortdocument WHERE case_study_id = OLD.id;
    DELETE FROM case_studies_searchdocument WHERE case_study_id = OLD.id;
    RETURN OLD;
END $$;
CREATE TRIGGER search_delete BEFORE DELETE ON case_studies_casestudy
    FOR EACH ROW EXECUTE FUNCTION case_studies_search_forget();

CREATE FUNCTION case_studies_search_part() RETURNS trigger LANGUAGE plpgsql AS $$
-- The argument is the part's column that names its case study.
DECLARE
    ids bigint[];
    more bigint[];
BEGIN
    IF TG_OP <> 'DELETE' THEN
        EXECUTE format('SELECT array_agg(%I) FROM after', TG_ARGV[0]) INTO ids;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        EXECUTE format('SELECT array_agg(%I) FROM before', TG_ARGV[0]) INTO more;
    END IF;
    PERFORM case_studies_search_note(ids || more);
    RETURN NULL;
END $$;

CREATE FUNCTION case_studies_search_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
-- The arguments are the table and column by which case studies name this row, and what they are found by.
BEGIN
    EXECUTE format(
        'SELECT case_studies_search_note(array_agg(l.%I)) FROM after a JOIN before b USING (id) '
        'JOIN %I l ON l.%I = a.id WHERE %s', TG_ARGV[1], TG_ARGV[0], TG_ARGV[2],
        (SELECT string_agg(format('a.%I <> b.%I', name, name), ' OR ')
         FROM string_to_table(TG_ARGV[3], ',') AS name));
    RETURN NULL;
END $$;

CREATE FUNCTION case_studies_search_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO case_studies_searchnames (id, version) VALUES (1, gen_random_uuid())
    ON CONFLICT (id) DO UPDATE SET version = excluded.version;
    RETURN NULL;
END $$;
INSERT INTO case_studies_searchnames (id, version) VALUES (1, gen_random_uuid());
"""

# Tables whose rows are parts of a case study, with the column that says of which.
PARTS = {
    "case_studies_involvement": "case_study_id",
    "case_studies_outcome": "case_study_id",
    "case_studies_adoption": "case_study_id",
    "case_studies_casestudy_themes": "casestudy_id",
    "case_studies_casestudy_service_areas": "casestudy_id",
    "case_studies_casestudy_programmes": "casestudy_id",
    "case_studies_casestudy_partners": "casestudy_id",
}
# Tables that case studies name: by which table and columns, and under what.
NAMED = {
    "case_studies_theme": [("case_studies_casestudy_themes", "casestudy_id", "theme_id", "name")],
    "case_studies_servicearea": [("case_studies_casestudy_service_areas", "casestudy_id", "servicearea_id", "name")],
    "case_studies_programme": [
        ("case_studies_casestudy_programmes", "casestudy_id", "programme_id", "name,also_called")
    ],
    "case_studies_partner": [("case_studies_casestudy_partners", "casestudy_id", "partner_id", "name")],
    "case_studies_council": [
        ("case_studies_involvement", "case_study_id", "council_id", "short_name,kind,region,nation"),
        ("case_studies_adoption", "case_study_id", "council_id", "short_name"),
    ],
}
# Tables whose change makes workers read the names again.
NAMES = [
    *NAMED,
    "case_studies_council_successors",
    "case_studies_councilalias",
    "case_studies_synonymgroup",
    "case_studies_abbreviation",
]


def triggers() -> str:
    """Return the statements that put the triggers on the tables above."""
    tables = {"INSERT": "NEW TABLE AS after", "DELETE": "OLD TABLE AS before"}
    tables["UPDATE"] = f"{tables['DELETE']} {tables['INSERT']}"
    statements = [
        f"CREATE TRIGGER search_{event.lower()} AFTER {event} ON {table} REFERENCING {rows} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION case_studies_search_part('{column}');"
        for table, column in PARTS.items()
        for event, rows in tables.items()
    ]
    statements += [
        f"CREATE TRIGGER search_renamed_{number} AFTER UPDATE ON {table} REFERENCING {tables['UPDATE']} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION case_studies_search_renamed('{"', '".join(arguments)}');"
        for table, links in NAMED.items()
        for number, arguments in enumerate(links)
    ]
    statements += [
        f"CREATE TRIGGER search_names AFTER INSERT OR UPDATE OR DELETE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION case_studies_search_names();"
        for table in NAMES
    ]
    return "\n".join(statements)


class Migration(migrations.Migration):
    dependencies = [("case_studies", "0001_initial"), ("innovation_db", "0001_initial")]

    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop)
        for sql in (FOLDING, REWRITE, VOCABULARY, WRITTEN, VISITS, CHANGES, triggers())
    ]
