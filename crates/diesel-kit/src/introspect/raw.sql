,
storage (letter, word) AS (
    VALUES ('p'::"char", 'PLAIN'), ('e', 'EXTERNAL'), ('m', 'MAIN'), ('x', 'EXTENDED')
),
-- What the model has no words for, each with the statements that make it and take it away.
-- `own`: its addresses in the catalog; `needs`: what it is about, beside what the catalog knows.
raw (kind, name, up, down, own, needs, more) AS (
    SELECT CASE prokind WHEN 'p' THEN 'procedure' ELSE 'function' END, path,
           rtrim(pg_get_functiondef(oid), E'\n'),
           CASE prokind WHEN 'p' THEN 'DROP PROCEDURE ' ELSE 'DROP FUNCTION ' END || path,
           ARRAY['pg_proc:' || oid], ARRAY[]::text[],
           jsonb_build_object('body', prosrc, 'language', (SELECT lanname FROM pg_language WHERE pg_language.oid = prolang))
    FROM function WHERE prokind <> 'a'
    UNION ALL
    SELECT 'aggregate', path,
           format('CREATE AGGREGATE %s (SFUNC = %s, STYPE = %s%s%s%s%s%s%s)', path, aggtransfn,
               format_type(aggtranstype, NULL),
               CASE WHEN aggfinalfn::oid <> 0 THEN ', FINALFUNC = ' || aggfinalfn END,
               CASE WHEN aggfinalextra THEN ', FINALFUNC_EXTRA' END,
               CASE WHEN aggcombinefn::oid <> 0 THEN ', COMBINEFUNC = ' || aggcombinefn END,
               CASE WHEN agginitval IS NOT NULL THEN ', INITCOND = ' || quote_literal(agginitval) END,
               (SELECT format(', SORTOP = OPERATOR(%I.%s)', nspname, oprname)
                FROM pg_operator JOIN pg_namespace ON pg_namespace.oid = oprnamespace WHERE pg_operator.oid = aggsortop),
               CASE proparallel WHEN 's' THEN ', PARALLEL = SAFE' WHEN 'r' THEN ', PARALLEL = RESTRICTED' END),
           'DROP AGGREGATE ' || path, ARRAY['pg_proc:' || oid], ARRAY[]::text[], NULL
    FROM function JOIN pg_aggregate ON aggfnoid = oid
    WHERE prokind = 'a' AND aggkind = 'n' AND aggmtransfn::oid = 0
    UNION ALL
    SELECT 'trigger', quote_ident(tgname) || ' on ' || path,
           pg_get_triggerdef(pg_trigger.oid, true)
               || CASE tgenabled WHEN 'D' THEN E';\nALTER TABLE ' || path || ' DISABLE TRIGGER ' || quote_ident(tgname)
                   WHEN 'R' THEN E';\nALTER TABLE ' || path || ' ENABLE REPLICA TRIGGER ' || quote_ident(tgname)
                   WHEN 'A' THEN E';\nALTER TABLE ' || path || ' ENABLE ALWAYS TRIGGER ' || quote_ident(tgname)
                   ELSE '' END,
           format('DROP TRIGGER %I ON %s', tgname, path),
           ARRAY['pg_trigger:' || pg_trigger.oid], ARRAY['pg_class:' || tgrelid], NULL
    FROM pg_trigger JOIN relation ON relation.oid = tgrelid
    WHERE NOT tgisinternal AND tgparentid = 0
    UNION ALL
    SELECT 'rule', quote_ident(rulename) || ' on ' || path, rtrim(pg_get_ruledef(pg_rewrite.oid, true), ';'),
           format('DROP RULE %I ON %s', rulename, path),
           ARRAY['pg_rewrite:' || pg_rewrite.oid], ARRAY['pg_class:' || ev_class], NULL
    FROM pg_rewrite JOIN relation ON relation.oid = ev_class
    WHERE rulename <> '_RETURN'
    UNION ALL
    SELECT 'domain', path,
           concat_ws(' ', 'CREATE DOMAIN', path, 'AS', format_type(typbasetype, typtypmod),
               (SELECT format('COLLATE %s', type.typcollation::regcollation) FROM pg_type base
                WHERE base.oid = type.typbasetype AND base.typcollation <> type.typcollation),
               'DEFAULT ' || pg_get_expr(typdefaultbin, 0),
               CASE WHEN typnotnull THEN 'NOT NULL' END,
               (SELECT string_agg(format('CONSTRAINT %I %s', conname, pg_get_constraintdef(oid, true)), ' ' ORDER BY conname)
                FROM pg_constraint WHERE contypid = type.oid AND contype = 'c')),
           'DROP DOMAIN ' || path, ARRAY['pg_type:' || oid], ARRAY[]::text[], NULL
    FROM type WHERE typtype = 'd'
    UNION ALL
    SELECT 'type', type.path,
           format('CREATE TYPE %s AS (%s)', type.path,
               (SELECT string_agg(concat_ws(' ', quote_ident(attname), format_type(atttypid, atttypmod),
                           (SELECT 'COLLATE ' || attcollation::regcollation FROM pg_type base
                            WHERE base.oid = atttypid AND base.typcollation <> attcollation)), ', ' ORDER BY attnum)
                FROM pg_attribute WHERE attrelid = typrelid AND attnum > 0 AND NOT attisdropped)),
           'DROP TYPE ' || type.path, ARRAY['pg_type:' || type.oid, 'pg_class:' || typrelid], ARRAY[]::text[], NULL
    FROM type JOIN relation ON relation.oid = typrelid AND relkind = 'c'
    UNION ALL
    SELECT 'type', path,
           format('CREATE TYPE %s AS RANGE (SUBTYPE = %s%s%s%s)', path, format_type(rngsubtype, NULL),
               CASE WHEN rngcanonical::oid <> 0 THEN ', CANONICAL = ' || rngcanonical END,
               CASE WHEN rngsubdiff::oid <> 0 THEN ', SUBTYPE_DIFF = ' || rngsubdiff END,
               CASE WHEN rngcollation <> 0 THEN ', COLLATION = ' || rngcollation::regcollation END),
           'DROP TYPE ' || path, ARRAY['pg_type:' || oid, 'pg_type:' || rngmultitypid], ARRAY[]::text[], NULL
    FROM type JOIN pg_range ON rngtypid = oid
    UNION ALL
    SELECT 'collation', pg_collation.oid::regcollation::text,
           format('CREATE COLLATION %s (PROVIDER = %s%s%s%s%s)', pg_collation.oid::regcollation,
               CASE collprovider WHEN 'i' THEN 'icu' ELSE 'libc' END,
               ', LOCALE = ' || quote_literal(coalesce(to_jsonb(pg_collation) ->> 'colllocale',
                   to_jsonb(pg_collation) ->> 'colliculocale', CASE WHEN collcollate = collctype THEN collcollate END)),
               CASE WHEN collcollate <> collctype THEN ', LC_COLLATE = ' || quote_literal(collcollate) END,
               CASE WHEN collcollate <> collctype THEN ', LC_CTYPE = ' || quote_literal(collctype) END,
               CASE WHEN NOT collisdeterministic THEN ', DETERMINISTIC = false' END),
           'DROP COLLATION ' || pg_collation.oid::regcollation, ARRAY['pg_collation:' || pg_collation.oid],
           ARRAY[]::text[], NULL
    FROM pg_collation JOIN space ON space.oid = collnamespace
    WHERE pg_collation.oid NOT IN (SELECT objid FROM foreign_to_us WHERE classid = 'pg_collation'::regclass)
    UNION ALL
    SELECT 'constraint', quote_ident(conname) || ' on ' || path,
           format('ALTER TABLE %s ADD CONSTRAINT %I %s', path, conname, pg_get_constraintdef(oid, true)),
           format('ALTER TABLE %s DROP CONSTRAINT %I', path, conname),
           ARRAY['pg_constraint:' || oid, CASE WHEN contype IN ('p', 'u', 'x') THEN 'pg_class:' || conindid END], ARRAY['pg_class:' || conrelid], NULL
    FROM restraint WHERE NOT fits AND conparentid = 0 AND coninhcount = 0
    UNION ALL
    SELECT 'policy', quote_ident(polname) || ' on ' || path,
           concat_ws(' ', format('CREATE POLICY %I ON %s', polname, path),
               CASE WHEN NOT polpermissive THEN 'AS RESTRICTIVE' END,
               CASE polcmd WHEN 'r' THEN 'FOR SELECT' WHEN 'a' THEN 'FOR INSERT' WHEN 'w' THEN 'FOR UPDATE'
                   WHEN 'd' THEN 'FOR DELETE' END,
               'TO ' || (SELECT string_agg(CASE role WHEN 0 THEN 'PUBLIC' ELSE role::regrole::text END, ', '
                                    ORDER BY role::regrole::text) FROM unnest(polroles) role),
               'USING (' || pg_get_expr(polqual, polrelid, true) || ')',
               'WITH CHECK (' || pg_get_expr(polwithcheck, polrelid, true) || ')'),
           format('DROP POLICY %I ON %s', polname, path),
           ARRAY['pg_policy:' || guard.oid], ARRAY['pg_class:' || polrelid], NULL
    FROM guard WHERE NOT fits
    UNION ALL
    SELECT 'statistics', format('%I.%I', nspname, stxname),
           pg_get_statisticsobjdef(pg_statistic_ext.oid)
               || CASE WHEN stxstattarget >= 0
                      THEN format(E';\nALTER STATISTICS %I.%I SET STATISTICS %s', nspname, stxname, stxstattarget) ELSE '' END,
           format('DROP STATISTICS %I.%I', nspname, stxname),
           ARRAY['pg_statistic_ext:' || pg_statistic_ext.oid], ARRAY['pg_class:' || stxrelid], NULL
    FROM pg_statistic_ext JOIN space ON space.oid = stxnamespace
    WHERE stxrelid IN (SELECT oid FROM relation)
    UNION ALL
    SELECT 'event_trigger', evtname,
           concat_ws(' ', format('CREATE EVENT TRIGGER %I ON %s', evtname, evtevent),
               'WHEN TAG IN (' || (SELECT string_agg(quote_literal(tag), ', ') FROM unnest(evttags) tag) || ')',
               'EXECUTE FUNCTION ' || evtfoid::regprocedure)
               || CASE evtenabled WHEN 'D' THEN format(E';\nALTER EVENT TRIGGER %I DISABLE', evtname)
                   WHEN 'R' THEN format(E';\nALTER EVENT TRIGGER %I ENABLE REPLICA', evtname)
                   WHEN 'A' THEN format(E';\nALTER EVENT TRIGGER %I ENABLE ALWAYS', evtname) ELSE '' END,
           format('DROP EVENT TRIGGER %I', evtname), ARRAY['pg_event_trigger:' || oid],
           -- Behind the tables, which it would see being made.
           ARRAY(SELECT 'pg_class:' || oid FROM relation WHERE relkind = 'r'), NULL
    FROM pg_event_trigger
    WHERE oid NOT IN (SELECT objid FROM foreign_to_us WHERE classid = 'pg_event_trigger'::regclass)
    UNION ALL
    -- How a column is stored, and the like.
    SELECT 'column_setting', format('%s.%I: %s', path, attname, lower(action)),
           format('ALTER TABLE %s ALTER COLUMN %I %s', path, attname, action),
           format('ALTER TABLE %s ALTER COLUMN %I %s', path, attname, back),
           ARRAY[]::text[], ARRAY['pg_class:' || relation.oid], NULL
    FROM pg_attribute
    JOIN relation ON relation.oid = attrelid AND relkind IN ('r', 'p', 'm')
    JOIN pg_type ON pg_type.oid = atttypid,
    LATERAL (VALUES
        (CASE WHEN attstorage <> typstorage THEN 'SET STORAGE ' || (SELECT word FROM storage WHERE letter = attstorage) END,
         'SET STORAGE ' || (SELECT word FROM storage WHERE letter = typstorage)),
        (CASE attcompression WHEN 'p' THEN 'SET COMPRESSION pglz' WHEN 'l' THEN 'SET COMPRESSION lz4' END,
         'SET COMPRESSION default'),
        (CASE WHEN attstattarget >= 0 THEN 'SET STATISTICS ' || attstattarget END, 'SET STATISTICS -1'),
        ((SELECT 'SET (' || string_agg(option, ', ' ORDER BY option) || ')' FROM unnest(attoptions) option),
         (SELECT 'RESET (' || string_agg(split_part(option, '=', 1), ', ' ORDER BY option) || ')'
          FROM unnest(attoptions) option)),
        ((SELECT format('TYPE %s COLLATE %s', format_type(atttypid, atttypmod), attcollation::regcollation)
          FROM pg_collation WHERE pg_collation.oid = attcollation AND attcollation <> typcollation
            AND collnamespace NOT IN ('pg_catalog'::regnamespace, coalesce(to_regnamespace('public'), 0))),
         'TYPE ' || format_type(atttypid, atttypmod))
    ) AS setting (action, back)
    WHERE attnum > 0 AND NOT attisdropped AND action IS NOT NULL
    UNION ALL
    SELECT 'view_default', format('%s.%I', path, attname),
           format('ALTER VIEW %s ALTER COLUMN %I SET DEFAULT %s', path, attname, pg_get_expr(adbin, adrelid)),
           format('ALTER VIEW %s ALTER COLUMN %I DROP DEFAULT', path, attname),
           ARRAY['pg_attrdef:' || pg_attrdef.oid], ARRAY['pg_class:' || relation.oid], NULL
    FROM pg_attrdef
    JOIN relation ON relation.oid = adrelid AND relkind = 'v'
    JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum
    UNION ALL
    SELECT 'table_setting', format('%s: %s', path, lower(action)),
           format('ALTER TABLE %s %s', path, action), format('ALTER TABLE %s %s', path, back),
           ARRAY[]::text[], ARRAY['pg_class:' || relation.oid] || more, NULL
    FROM relation,
    LATERAL (
        SELECT CASE relreplident WHEN 'f' THEN 'REPLICA IDENTITY FULL' WHEN 'n' THEN 'REPLICA IDENTITY NOTHING'
                   WHEN 'i' THEN (SELECT format('REPLICA IDENTITY USING INDEX %I', relname) FROM pg_index
                                  JOIN pg_class behind ON behind.oid = indexrelid
                                  WHERE indrelid = relation.oid AND indisreplident) END,
               'REPLICA IDENTITY DEFAULT',
               ARRAY(SELECT 'pg_class:' || indexrelid FROM pg_index WHERE indrelid = relation.oid AND indisreplident)
        UNION ALL
        SELECT CASE WHEN relforcerowsecurity AND NOT relrowsecurity THEN 'FORCE ROW LEVEL SECURITY' END,
               'NO FORCE ROW LEVEL SECURITY', ARRAY[]::text[]
        UNION ALL
        SELECT (SELECT format('SET TABLESPACE %I', spcname) FROM pg_tablespace WHERE pg_tablespace.oid = reltablespace),
               'SET TABLESPACE pg_default', ARRAY[]::text[]
        UNION ALL
        SELECT format('CLUSTER ON %I', behind.relname), 'SET WITHOUT CLUSTER', ARRAY['pg_class:' || indexrelid]
        FROM pg_index JOIN pg_class behind ON behind.oid = indexrelid
        WHERE indrelid = relation.oid AND indisclustered
    ) AS setting (action, back, more)
    WHERE relkind IN ('r', 'p') AND action IS NOT NULL
    UNION ALL
    SELECT 'index_setting', format('%s: %s', relation.path, lower(action)),
           format('ALTER INDEX %s %s', relation.path, action), format('ALTER INDEX %s %s', relation.path, back),
           ARRAY[]::text[], ARRAY['pg_class:' || indrelid, 'pg_class:' || indexrelid], NULL
    FROM pg_index
    JOIN relation ON relation.oid = indexrelid,
    LATERAL (
        SELECT (SELECT format('SET TABLESPACE %I', spcname) FROM pg_tablespace WHERE pg_tablespace.oid = reltablespace),
               'SET TABLESPACE pg_default'
        UNION ALL
        -- Those of other indexes are in the model.
        SELECT 'SET (' || (SELECT string_agg(option, ', ' ORDER BY option) FROM unnest(reloptions) option) || ')',
               'RESET (' || (SELECT string_agg(split_part(option, '=', 1), ', ' ORDER BY option)
                             FROM unnest(reloptions) option) || ')'
        WHERE EXISTS (SELECT FROM restraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x') AND fits)
        UNION ALL
        SELECT format('ALTER COLUMN %s SET STATISTICS %s', attnum, attstattarget),
               format('ALTER COLUMN %s SET STATISTICS -1', attnum)
        FROM pg_attribute WHERE attrelid = indexrelid AND attstattarget >= 0
    ) AS setting (action, back)
    WHERE action IS NOT NULL AND indrelid IN (SELECT oid FROM relation WHERE relkind IN ('r', 'p', 'm'))
    UNION ALL
    SELECT 'sequence_owner', path,
           format('ALTER SEQUENCE %s OWNED BY %s.%I', path, owner::regclass, attname),
           format('ALTER SEQUENCE %s OWNED BY NONE', path),
           ARRAY[]::text[], ARRAY['pg_class:' || sequence.oid, 'pg_class:' || owner], NULL
    FROM sequence JOIN pg_attribute ON attrelid = owner AND attnum = owner_column
    WHERE NOT is_identity AND NOT is_serial
    UNION ALL
    SELECT 'sequence_setting', path, format('ALTER SEQUENCE %s SET UNLOGGED', path),
           format('ALTER SEQUENCE %s SET LOGGED', path), ARRAY[]::text[], ARRAY['pg_class:' || oid], NULL
    FROM sequence WHERE NOT is_identity AND NOT is_serial AND relpersistence = 'u'
)
SELECT (jsonb_build_object('kind', kind, 'name', name, 'up', up, 'down', down,
           'own', array_remove(own, NULL), 'needs', array_remove(needs, NULL)) || coalesce(more, '{}'))::text AS definition
FROM raw
