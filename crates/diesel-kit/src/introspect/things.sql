SELECT 'table' AS kind, relation.nspname AS schema, relation.relname::text AS name,
    jsonb_strip_nulls(jsonb_build_object(
        'address', 'pg_class:' || relation.oid,
        'path', path,
        'is_raw', is_raw,
        'is_partition', relispartition,
        'partition_by', CASE relkind WHEN 'p' THEN pg_get_partkeydef(relation.oid) END,
        'of_type', (SELECT of_type.path FROM type of_type WHERE of_type.oid = reloftype),
        'using', (SELECT amname FROM pg_am WHERE pg_am.oid = relam AND amname <> 'heap'),
        'parents', (SELECT jsonb_agg(inhparent::regclass ORDER BY inhseqno)
                    FROM pg_inherits WHERE inhrelid = relation.oid),
        'bound', pg_get_expr(relpartbound, relation.oid),
        'table', jsonb_build_object(
            'columns', coalesce((
                SELECT jsonb_agg(jsonb_build_object(
                    'name', attname,
                    'type', format_type(atttypid, atttypmod),
                    'nullable', NOT attnotnull,
                    'default', CASE WHEN attgenerated = '' AND serial.oid IS NULL
                                   THEN pg_get_expr(adbin, adrelid, true) END,
                    'generated', CASE WHEN attgenerated <> '' THEN pg_get_expr(adbin, adrelid, true) END,
                    'serial', serial.oid IS NOT NULL,
                    'identity', CASE WHEN attidentity <> '' THEN jsonb_build_object(
                        'always', attidentity = 'a',
                        'options', (SELECT options FROM sequence WHERE is_identity AND owner = attrelid
                                    AND owner_column = attnum)) END,
                    'collation', (SELECT collname FROM pg_type, pg_collation
                                  WHERE pg_type.oid = atttypid AND attcollation <> typcollation
                                    AND pg_collation.oid = attcollation
                                    AND collnamespace IN ('pg_catalog'::regnamespace, to_regnamespace('public'))),
                    'comment', col_description(attrelid, attnum)) ORDER BY attnum)
                FROM pg_attribute
                LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
                LEFT JOIN sequence serial ON is_serial AND owner = attrelid AND owner_column = attnum
                WHERE attrelid = relation.oid AND attnum > 0 AND NOT attisdropped), '[]'),
            'primary_key', coalesce((
                SELECT jsonb_build_object('name', conname, 'columns', columns, 'comment', remark)
                FROM restraint WHERE conrelid = relation.oid AND contype = 'p' AND fits),
                '{"name": "", "columns": []}'),
            'uniques', (SELECT jsonb_agg(jsonb_build_object('name', conname, 'columns', columns, 'comment', remark,
                            'nulls_not_distinct',
                                (SELECT coalesce((to_jsonb(pg_index) ->> 'indnullsnotdistinct')::boolean, false)
                                 FROM pg_index WHERE indexrelid = conindid)) ORDER BY conname)
                        FROM restraint WHERE conrelid = relation.oid AND contype = 'u' AND fits),
            'checks', (SELECT jsonb_agg(jsonb_build_object('name', conname, 'comment', remark,
                           'expression', pg_get_expr(conbin, conrelid, true)) ORDER BY conname)
                       FROM restraint WHERE conrelid = relation.oid AND contype = 'c' AND fits),
            'exclusions', (SELECT jsonb_agg(jsonb_build_object('name', conname, 'comment', remark,
                               'on', pg_get_constraintdef(restraint.oid, true),
                               'using', amname,
                               'where', pg_get_expr(indpred, indrelid, true)) ORDER BY conname)
                           FROM restraint
                           JOIN pg_index ON indexrelid = conindid
                           JOIN pg_class behind ON behind.oid = indexrelid
                           JOIN pg_am ON pg_am.oid = behind.relam
                           WHERE conrelid = relation.oid AND contype = 'x' AND fits),
            'foreign_keys', (SELECT jsonb_agg(jsonb_build_object('name', conname, 'comment', remark,
                                 'columns', columns, 'table', target_key, 'referenced', referenced,
                                 'on_delete', deleted.word, 'on_update', updated.word,
                                 'deferrable', condeferrable, 'initially_deferred', condeferred) ORDER BY conname)
                             FROM restraint
                             JOIN action deleted ON deleted.letter = confdeltype
                             JOIN action updated ON updated.letter = confupdtype
                             WHERE conrelid = relation.oid AND contype = 'f' AND fits),
            'indexes', (SELECT indexes FROM built WHERE indrelid = relation.oid),
            'policies', (
                SELECT jsonb_agg(jsonb_build_object(
                    'name', polname,
                    'restrictive', NOT polpermissive,
                    'for', CASE polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update'
                               WHEN 'd' THEN 'delete' ELSE 'all' END,
                    'to', (SELECT jsonb_agg(rolname ORDER BY rolname) FROM pg_roles WHERE pg_roles.oid = ANY (polroles)),
                    'using', pg_get_expr(polqual, polrelid, true),
                    'check', pg_get_expr(polwithcheck, polrelid, true),
                    'comment', obj_description(guard.oid, 'pg_policy')) ORDER BY polname)
                FROM guard WHERE polrelid = relation.oid AND fits),
            'row_security', CASE WHEN NOT relrowsecurity THEN 'off' WHEN relforcerowsecurity THEN 'forced' ELSE 'on' END,
            'unlogged', relpersistence = 'u',
            'with', (SELECT list FROM setting WHERE setting.oid = relation.oid),
            'comment', obj_description(relation.oid, 'pg_class'))))::text AS definition
FROM relation WHERE relkind IN ('r', 'p')
UNION ALL
SELECT 'view', nspname, relname::text,
    jsonb_strip_nulls(jsonb_build_object(
        'address', 'pg_class:' || oid,
        'path', path,
        'columns', (SELECT jsonb_agg(jsonb_build_object('name', attname, 'type', format_type(atttypid, atttypmod),
                                         'nullable', true) ORDER BY attnum)
                    FROM pg_attribute WHERE attrelid = relation.oid AND attnum > 0 AND NOT attisdropped),
        'view', jsonb_build_object(
            'query', btrim(pg_get_viewdef(oid, true), ' ;'),
            'materialized', relkind = 'm',
            'with', (SELECT list FROM setting WHERE setting.oid = relation.oid),
            'using', (SELECT amname FROM pg_am WHERE pg_am.oid = relam AND amname <> 'heap'),
            'tablespace', (SELECT spcname FROM pg_tablespace WHERE pg_tablespace.oid = reltablespace AND relkind = 'm'),
            'no_data', relkind = 'm' AND NOT relispopulated,
            'indexes', (SELECT indexes FROM built WHERE indrelid = relation.oid),
            'comment', obj_description(oid, 'pg_class'))))::text
FROM relation WHERE relkind IN ('v', 'm')
UNION ALL
SELECT 'sequence', nspname, relname::text,
    jsonb_strip_nulls(jsonb_build_object(
        'address', 'pg_class:' || oid,
        'path', path,
        'definition', jsonb_build_object(
            'type', nullif(format_type(seqtypid, NULL), 'bigint'),
            'options', options,
            'comment', obj_description(oid, 'pg_class'))))::text
FROM sequence WHERE NOT is_identity AND NOT is_serial
UNION ALL
SELECT 'enum', nspname, typname::text,
    jsonb_strip_nulls(jsonb_build_object(
        'address', 'pg_type:' || oid,
        'path', path,
        'definition', jsonb_build_object(
            'values', coalesce((SELECT jsonb_agg(enumlabel ORDER BY enumsortorder)
                                FROM pg_enum WHERE enumtypid = type.oid), '[]'),
            'comment', obj_description(oid, 'pg_type'))))::text
FROM type WHERE typtype = 'e'
UNION ALL
SELECT 'schema', nspname, nspname,
    jsonb_strip_nulls(jsonb_build_object('comment', obj_description(oid, 'pg_namespace')))::text
FROM space WHERE nspname <> 'public'
UNION ALL
SELECT 'extension', nspname::text, extname::text,
    jsonb_strip_nulls(jsonb_build_object(
        -- One that makes its own schema chooses the place itself.
        'schema', CASE WHEN nspname <> 'public' AND NOT EXISTS (
                           SELECT FROM pg_depend WHERE deptype = 'e' AND refobjid = pg_extension.oid
                             AND classid = 'pg_namespace'::regclass AND objid = extnamespace) THEN nspname END,
        'requires', (SELECT jsonb_agg(required.extname ORDER BY required.extname)
                     FROM pg_depend JOIN pg_extension required ON required.oid = refobjid
                     WHERE classid = 'pg_extension'::regclass AND objid = pg_extension.oid
                       AND refclassid = 'pg_extension'::regclass AND required.extname <> 'plpgsql')))::text
FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace
WHERE extname <> 'plpgsql'
UNION ALL
SELECT 'role', '', rolname::text,
    jsonb_build_object('create_database', rolcreatedb, 'create_role', rolcreaterole, 'inherit', rolinherit,
        'login', rolcanlogin,
        -- More than the model can say, or the server's own.
        'existing', rolsuper OR rolreplication OR rolbypassrls OR rolname LIKE 'pg\_%')::text
FROM pg_roles
