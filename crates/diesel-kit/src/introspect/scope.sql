-- What the queries behind this one look at: everything but what belongs to PostgreSQL, to extensions,
-- to Diesel and to diesel-kit. Written for the catalogs of PostgreSQL 14 to 17: a column that not all of
-- them have is not named. The reader has set search_path to public.
WITH
foreign_to_us AS (
    SELECT objid, classid FROM pg_depend WHERE deptype = 'e'
),
space AS (
    SELECT oid, nspname::text, nspacl, nspowner FROM pg_namespace
    WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'
      AND oid NOT IN (SELECT objid FROM foreign_to_us WHERE classid = 'pg_namespace'::regclass)
),
relation AS (
    -- A raw table is one that the model has no words for.
    SELECT class.*, space.nspname, class.oid::regclass::text AS path,
           -- As models write it.
           CASE nspname WHEN 'public' THEN '' ELSE
               CASE WHEN nspname ~ '[.:]|^"' THEN '"' || replace(nspname, '"', '""') || '"' ELSE nspname END || '.' END
               || CASE WHEN relname ~ '[.:]|^"' THEN '"' || replace(relname, '"', '""') || '"' ELSE relname END AS key,
           relkind = 'p' OR reloftype <> 0 OR amname <> 'heap'
               OR EXISTS (SELECT FROM pg_inherits WHERE class.oid IN (inhrelid, inhparent)) AS is_raw
    FROM pg_class class
    JOIN space ON space.oid = class.relnamespace
    LEFT JOIN pg_am ON pg_am.oid = class.relam AND relkind = 'r'
    WHERE class.relname NOT IN
          ('__diesel_schema_migrations', '__diesel_kit_migrations', '__diesel_kit_attempts')
      AND relpersistence <> 't'
      AND class.oid NOT IN (SELECT objid FROM foreign_to_us WHERE classid = 'pg_class'::regclass)
),
type AS (
    SELECT pg_type.*, nspname, format_type(pg_type.oid, NULL) AS path
    FROM pg_type
    JOIN space ON space.oid = typnamespace
    WHERE pg_type.oid NOT IN (SELECT objid FROM foreign_to_us WHERE classid = 'pg_type'::regclass)
),
function AS (
    SELECT pg_proc.*, pg_proc.oid::regprocedure::text AS path
    FROM pg_proc
    JOIN space ON space.oid = pronamespace
    WHERE pg_proc.oid NOT IN (SELECT objid FROM pg_depend
                              -- Also without the constructors that come with a range type.
                              WHERE classid = 'pg_proc'::regclass AND deptype IN ('e', 'i'))
      -- Those that make a base type what it is belong to it.
      AND NOT EXISTS (SELECT FROM pg_type WHERE typtype = 'b' AND pg_type.oid >= 16384
                      AND pg_proc.oid IN (typinput, typoutput, typreceive, typsend, typmodin, typmodout, typanalyze))
),
limits (sql_type, least, largest) AS (
    VALUES ('int2'::regtype, (-32768)::bigint, 32767::bigint),
           ('int4', -2147483648, 2147483647),
           ('int8', -9223372036854775808, 9223372036854775807)
),
numbering AS (
    -- Only what PostgreSQL would not have chosen itself.
    SELECT seqrelid, seqtypid, jsonb_strip_nulls(jsonb_build_object(
               'start', nullif(seqstart, CASE WHEN seqincrement > 0 THEN seqmin ELSE seqmax END),
               'increment', nullif(seqincrement, 1),
               'min', nullif(seqmin, CASE WHEN seqincrement > 0 THEN 1 ELSE least END),
               'max', nullif(seqmax, CASE WHEN seqincrement > 0 THEN largest ELSE -1 END),
               'cache', nullif(seqcache, 1),
               'cycle', nullif(seqcycle, false))) AS options
    FROM pg_sequence JOIN limits ON sql_type = seqtypid
),
sequence AS (
    SELECT relation.*, seqtypid, options, refobjid AS owner, refobjsubid AS owner_column,
           deptype IS NOT DISTINCT FROM 'i' AS is_identity,
           -- What the word serial makes.
           coalesce(deptype = 'a' AND attnotnull AND atttypid = seqtypid AND options = '{}'
               AND obj_description(seqrelid, 'pg_class') IS NULL
               AND pg_get_expr(adbin, adrelid) = format('nextval(%L::regclass)', seqrelid::regclass),
               false) AS is_serial
    FROM numbering
    JOIN relation ON relation.oid = seqrelid
    LEFT JOIN pg_depend ON classid = 'pg_class'::regclass AND objid = seqrelid AND objsubid = 0
        AND refclassid = 'pg_class'::regclass AND refobjsubid > 0 AND deptype IN ('a', 'i')
    LEFT JOIN pg_attribute ON attrelid = refobjid AND attnum = refobjsubid
    LEFT JOIN pg_attrdef ON adrelid = refobjid AND adnum = refobjsubid
),
restraint AS (
    -- Whether the model has words for it.
    SELECT pg_constraint.*, relation.path, relation.is_raw, target.key AS target_key,
           obj_description(pg_constraint.oid, 'pg_constraint') AS remark,
           (SELECT jsonb_agg(attname ORDER BY at) FROM unnest(conkey) WITH ORDINALITY AS own (number, at)
            JOIN pg_attribute ON attrelid = conrelid AND attnum = number) AS columns,
           (SELECT jsonb_agg(attname ORDER BY at) FROM unnest(confkey) WITH ORDINALITY AS other (number, at)
            JOIN pg_attribute ON attrelid = confrelid AND attnum = number) AS referenced,
           CASE contype
               WHEN 'c' THEN convalidated AND NOT connoinherit
               WHEN 'f' THEN convalidated AND NOT relation.is_raw AND confmatchtype = 's' AND target.oid IS NOT NULL
                   AND to_jsonb(pg_constraint) ->> 'confdelsetcols' IS NULL
                   -- Of partitions, which have no entity.
                   AND NOT target.relispartition
                   AND (SELECT array_agg((atttypid, atttypmod) ORDER BY at)
                        FROM unnest(conkey) WITH ORDINALITY AS own (number, at)
                        JOIN pg_attribute ON attrelid = conrelid AND attnum = number)
                     = (SELECT array_agg((atttypid, atttypmod) ORDER BY at)
                        FROM unnest(confkey) WITH ORDINALITY AS other (number, at)
                        JOIN pg_attribute ON attrelid = confrelid AND attnum = number)
                   AND (EXISTS (SELECT FROM pg_constraint behind
                                WHERE behind.conindid = pg_constraint.conindid AND behind.contype IN ('p', 'u')
                                  AND behind.conkey = pg_constraint.confkey AND NOT behind.condeferrable)
                        OR EXISTS (SELECT FROM pg_index
                                   WHERE indexrelid = conindid AND indkey::text = array_to_string(confkey, ' ') AND indpred IS NULL
                                     AND NOT EXISTS (SELECT FROM pg_constraint named WHERE named.conindid = indexrelid
                                                     AND named.contype IN ('p', 'u'))))
               WHEN 'x' THEN NOT condeferrable
               WHEN 'p' THEN NOT condeferrable AND indnatts = indnkeyatts
               WHEN 'u' THEN NOT condeferrable AND indnatts = indnkeyatts
           END AS fits
    FROM pg_constraint
    JOIN relation ON relation.oid = conrelid
    LEFT JOIN relation target ON target.oid = confrelid
    LEFT JOIN pg_index ON indexrelid = conindid AND contype IN ('p', 'u')
    WHERE contype IN ('c', 'f', 'p', 'u', 'x')
),
guard AS (
    -- A policy switches row security on, and is dropped later than views: others are raw.
    SELECT pg_policy.*, path,
           relrowsecurity AND NOT is_raw
               AND NOT EXISTS (SELECT FROM pg_depend JOIN pg_class used ON used.oid = refobjid
                               WHERE classid = 'pg_policy'::regclass AND objid = pg_policy.oid
                                 AND refclassid = 'pg_class'::regclass AND used.relkind IN ('v', 'm')) AS fits
    FROM pg_policy JOIN relation ON relation.oid = polrelid
),
action (letter, word) AS (
    VALUES ('a'::"char", 'no_action'), ('r', 'restrict'), ('c', 'cascade'), ('n', 'set_null'), ('d', 'set_default')
),
setting AS (
    SELECT relation.oid, jsonb_object_agg(option,
               CASE WHEN value ~ '^[A-Za-z0-9_.+-]+$' THEN value ELSE quote_literal(value) END) AS list
    FROM relation
    LEFT JOIN pg_class toast ON toast.oid = relation.reltoastrelid,
    LATERAL (SELECT option_name, option_value FROM pg_options_to_table(relation.reloptions)
             UNION ALL
             SELECT 'toast.' || option_name, option_value FROM pg_options_to_table(toast.reloptions)
            ) AS given (option, value)
    GROUP BY relation.oid
),
built AS (
    SELECT indrelid, jsonb_agg(jsonb_build_object(
               'name', relname,
               -- The reader takes what is between the parentheses.
               'on', pg_get_indexdef(indexrelid, 0, true),
               'using', nullif(amname, 'btree'),
               'unique', indisunique,
               'include', (SELECT string_agg(pg_get_indexdef(indexrelid, at, true), ', ' ORDER BY at)
                           FROM generate_series(indnkeyatts + 1, indnatts) at),
               'where', pg_get_expr(indpred, indrelid, true),
               'nulls_not_distinct', coalesce((to_jsonb(pg_index) ->> 'indnullsnotdistinct')::boolean, false),
               'with', list,
               'comment', obj_description(indexrelid, 'pg_class')) ORDER BY relname) AS indexes
    FROM pg_index
    JOIN relation ON relation.oid = indexrelid
    JOIN pg_am ON pg_am.oid = relation.relam
    LEFT JOIN setting ON setting.oid = indexrelid
    WHERE indisvalid
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
    GROUP BY indrelid
)
