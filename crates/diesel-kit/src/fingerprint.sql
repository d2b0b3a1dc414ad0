-- One line per thing in the catalog, as PostgreSQL prints it: two databases with the same lines have
-- the same schema, whatever text they were made from. The order of columns is left out on purpose.
WITH
space AS (
    SELECT oid, nspname FROM pg_namespace
    WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'
),
own AS (
    -- What belongs to an extension is the extension's business.
    SELECT objid, classid FROM pg_depend WHERE deptype = 'e'
),
relation AS (
    SELECT class.oid, class.relname, class.relkind, class.reloptions, class.relrowsecurity,
           class.relforcerowsecurity, space.nspname || '.' || class.relname AS name
    FROM pg_class class
    JOIN space ON space.oid = class.relnamespace
    WHERE class.relname NOT IN ('__diesel_schema_migrations', '__diesel_kit_migrations')
      AND class.oid NOT IN (SELECT objid FROM own WHERE classid = 'pg_class'::regclass)
),
line (kind, name, definition) AS (
    SELECT 'schema', nspname, '' FROM space
    UNION ALL
    SELECT 'extension', extname, '' FROM pg_extension
    UNION ALL
    SELECT CASE relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' ELSE relkind::text END,
           name,
           concat_ws(' ',
               (SELECT string_agg(option, ', ' ORDER BY option) FROM unnest(reloptions) option),
               CASE WHEN relrowsecurity THEN 'row level security' END,
               CASE WHEN relforcerowsecurity THEN 'forced' END)
    FROM relation WHERE relkind IN ('r', 'p')
    UNION ALL
    SELECT 'column', relation.name || '.' || attname,
           concat_ws(' ',
               format_type(atttypid, atttypmod),
               CASE WHEN attnotnull THEN 'not null' END,
               CASE WHEN attgenerated = '' THEN 'default ' || pg_get_expr(adbin, adrelid) END,
               CASE WHEN attgenerated = 's' THEN 'generated ' || pg_get_expr(adbin, adrelid) END,
               CASE WHEN attidentity <> '' THEN 'identity ' || attidentity::text END,
               CASE WHEN attcollation <> typcollation THEN 'collate ' || attcollation::regcollation::text END)
    FROM pg_attribute
    JOIN relation ON relation.oid = attrelid AND relkind IN ('r', 'p', 'v', 'm')
    JOIN pg_type ON pg_type.oid = atttypid
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE attnum > 0 AND NOT attisdropped
    UNION ALL
    SELECT 'constraint', relation.name || '.' || conname,
           pg_get_constraintdef(pg_constraint.oid)
    FROM pg_constraint JOIN relation ON relation.oid = conrelid
    UNION ALL
    SELECT 'index', name,
           pg_get_indexdef(indexrelid) || CASE WHEN indisvalid THEN '' ELSE ' INVALID' END
    FROM pg_index JOIN relation ON relation.oid = indexrelid
    WHERE indrelid IN (SELECT oid FROM relation)
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
    UNION ALL
    SELECT 'view', name, pg_get_viewdef(oid) FROM relation WHERE relkind IN ('v', 'm')
    UNION ALL
    SELECT 'sequence', name,
           concat_ws(' ', seqtypid::regtype, seqstart, seqincrement, seqmin, seqmax, seqcache, seqcycle)
    FROM pg_sequence JOIN relation ON relation.oid = seqrelid
    UNION ALL
    SELECT 'enum', space.nspname || '.' || typname,
           (SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder)
            FROM pg_enum WHERE enumtypid = pg_type.oid)
    FROM pg_type JOIN space ON space.oid = typnamespace
    WHERE typtype = 'e'
    UNION ALL
    SELECT 'domain', space.nspname || '.' || typname,
           concat_ws(' ', format_type(typbasetype, typtypmod), CASE WHEN typnotnull THEN 'not null' END,
               typdefault,
               (SELECT string_agg(pg_get_constraintdef(oid), ', ' ORDER BY conname)
                FROM pg_constraint WHERE contypid = pg_type.oid))
    FROM pg_type JOIN space ON space.oid = typnamespace
    WHERE typtype = 'd'
    UNION ALL
    SELECT 'function', pg_proc.oid::regprocedure::text, md5(pg_get_functiondef(pg_proc.oid))
    FROM pg_proc JOIN space ON space.oid = pronamespace
    WHERE prokind IN ('f', 'p')
      AND pg_proc.oid NOT IN (SELECT objid FROM own WHERE classid = 'pg_proc'::regclass)
    UNION ALL
    SELECT 'trigger', relation.name || '.' || tgname,
           pg_get_triggerdef(pg_trigger.oid) || CASE tgenabled WHEN 'O' THEN '' ELSE ' ' || tgenabled::text END
    FROM pg_trigger JOIN relation ON relation.oid = tgrelid
    WHERE NOT tgisinternal
    UNION ALL
    SELECT 'policy', relation.name || '.' || polname,
           concat_ws(' ', polcmd, CASE WHEN polpermissive THEN 'permissive' ELSE 'restrictive' END,
               'to ' || polroles::regrole[]::text,
               'using ' || pg_get_expr(polqual, polrelid),
               'check ' || pg_get_expr(polwithcheck, polrelid))
    FROM pg_policy JOIN relation ON relation.oid = polrelid
    UNION ALL
    SELECT 'statistics', stxname, pg_get_statisticsobjdef(pg_statistic_ext.oid)
    FROM pg_statistic_ext JOIN space ON space.oid = stxnamespace
    UNION ALL
    SELECT 'comment', relation.name || coalesce('.' || attname, ''), description
    FROM pg_description
    JOIN relation ON relation.oid = objoid AND classoid = 'pg_class'::regclass
    LEFT JOIN pg_attribute ON attrelid = objoid AND attnum = objsubid AND objsubid > 0
)
SELECT trim(concat_ws(' ', kind, name) || ': ' || coalesce(definition, '')) AS line
FROM line
ORDER BY line
