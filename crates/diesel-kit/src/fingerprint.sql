-- One line per thing in the catalog, as PostgreSQL prints it: two databases with the same lines have
-- the same schema, whatever text they were made from. Left out on purpose: the order of columns, what
-- belongs to an extension, owners, the names of sequences behind identity and serial columns, and data,
-- also whether a materialised view has any.
--
-- Written for the catalogs of PostgreSQL 14 to 17: a column that not all of them have is not named.
-- The reader has emptied search_path, so that every name is printed with its schema.
WITH
space AS (
    SELECT oid, nspname, nspacl, nspowner FROM pg_namespace
    WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'
      AND oid NOT IN (SELECT objid FROM pg_depend WHERE deptype = 'e' AND classid = 'pg_namespace'::regclass)
),
foreign_to_us AS (
    -- What belongs to an extension is the extension's business.
    SELECT objid, classid FROM pg_depend WHERE deptype = 'e'
),
relation AS (
    SELECT class.*, format('%I.%I', nspname, relname) AS name
    FROM pg_class class
    JOIN space ON space.oid = class.relnamespace
    WHERE class.relname NOT IN
          ('__diesel_schema_migrations', '__diesel_kit_migrations', '__diesel_kit_attempts')
      AND class.oid NOT IN (SELECT objid FROM foreign_to_us WHERE classid = 'pg_class'::regclass)
),
type AS (
    SELECT pg_type.*, format('%I.%I', nspname, typname) AS name
    FROM pg_type
    JOIN space ON space.oid = typnamespace
    WHERE pg_type.oid NOT IN (SELECT objid FROM foreign_to_us WHERE classid = 'pg_type'::regclass)
),
function AS (
    SELECT pg_proc.*, pg_proc.oid::regprocedure::text AS name
    FROM pg_proc
    JOIN space ON space.oid = pronamespace
    WHERE pg_proc.oid NOT IN (SELECT objid FROM pg_depend
                              -- Also without the constructors that come with a range type.
                              WHERE classid = 'pg_proc'::regclass AND deptype IN ('e', 'i'))
),
sequence AS (
    SELECT seqrelid,
           concat_ws(' ', 'as', format_type(seqtypid, NULL), 'start', seqstart, 'increment', seqincrement,
               'minvalue', seqmin, 'maxvalue', seqmax, 'cache', seqcache,
               CASE WHEN seqcycle THEN 'cycle' END) AS options,
           deptype = 'i' AS is_identity, pg_get_expr(adbin, adrelid)
               = format('nextval(%L::regclass)', seqrelid::regclass) AS is_serial,
           refobjid AS owner, refobjsubid AS owner_column
    FROM pg_sequence
    LEFT JOIN pg_depend ON classid = 'pg_class'::regclass AND objid = seqrelid AND objsubid = 0
        AND refclassid = 'pg_class'::regclass AND refobjsubid > 0 AND deptype IN ('a', 'i')
    LEFT JOIN pg_attrdef ON adrelid = refobjid AND adnum = refobjsubid
),
-- What has an access list, and the list it had at first.
guarded (class, oid, column_number, owner, list, initial) AS (
    SELECT 'pg_class'::regclass, oid, 0, relowner, relacl,
           acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner)
    FROM relation WHERE relacl IS NOT NULL AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    UNION ALL
    SELECT 'pg_class'::regclass, relation.oid, attnum, relowner, attacl, acldefault('c', relowner)
    FROM pg_attribute JOIN relation ON relation.oid = attrelid
    WHERE attacl IS NOT NULL AND NOT attisdropped
    UNION ALL
    SELECT 'pg_proc'::regclass, oid, 0, proowner, proacl, acldefault('f', proowner)
    FROM function WHERE proacl IS NOT NULL
    UNION ALL
    SELECT 'pg_type'::regclass, oid, 0, typowner, typacl, acldefault('T', typowner)
    FROM type WHERE typacl IS NOT NULL
    UNION ALL
    -- The schema public is born with grants that other schemas do not have.
    SELECT 'pg_namespace'::regclass, space.oid, 0, nspowner, nspacl,
           coalesce(initprivs, acldefault('n', nspowner))
    FROM space
    LEFT JOIN pg_init_privs ON objoid = space.oid AND classoid = 'pg_namespace'::regclass
    WHERE nspacl IS NOT NULL
),
privilege (class, oid, column_number, grantee, granted, privilege) AS (
    SELECT class, oid, column_number, grantee, granted, privilege
    FROM guarded,
    LATERAL (
        (SELECT true, grantee, lower(privilege_type) || CASE WHEN is_grantable THEN ' with grant option' ELSE '' END
         FROM aclexplode(list)
         EXCEPT
         SELECT true, grantee, lower(privilege_type) || CASE WHEN is_grantable THEN ' with grant option' ELSE '' END
         FROM aclexplode(initial))
        UNION ALL
        (SELECT false, grantee, lower(privilege_type) || CASE WHEN is_grantable THEN ' with grant option' ELSE '' END
         FROM aclexplode(initial)
         EXCEPT
         SELECT false, grantee, lower(privilege_type) || CASE WHEN is_grantable THEN ' with grant option' ELSE '' END
         FROM aclexplode(list))
    ) AS change (granted, grantee, privilege)
    WHERE grantee <> owner
),
-- Things by their address: what the comments and privileges are on.
remark (kind, class, oid, column_number, detail, text) AS (
    SELECT 'comment', classoid::regclass, objoid, objsubid, '', description
    FROM pg_description
    -- Lower numbers are PostgreSQL's own, with comments by the thousand.
    WHERE objoid >= 16384 AND classoid <> 'pg_extension'::regclass
    UNION ALL
    SELECT 'privilege', class, oid, column_number,
           ' for ' || CASE grantee WHEN 0 THEN 'public' ELSE grantee::regrole::text END,
           string_agg(CASE WHEN granted THEN '' ELSE 'no ' END || privilege, ', ' ORDER BY granted, privilege)
    FROM privilege
    GROUP BY class, oid, column_number, grantee
),
line (kind, parent, name, definition) AS (
    SELECT 'schema', '', quote_ident(nspname), '' FROM space
    UNION ALL
    SELECT 'extension', '', quote_ident(extname), 'schema ' || quote_ident(nspname)
    FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace
    UNION ALL
    SELECT CASE relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'f' THEN 'foreign table'
               WHEN 'v' THEN 'view' ELSE 'materialized view' END,
           name, '',
           concat_ws(' ',
               CASE WHEN relpersistence = 'u' THEN 'unlogged' END,
               CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(oid) END,
               'partition by ' || pg_get_partkeydef(oid),
               (SELECT string_agg(CASE WHEN relispartition THEN 'partition of ' ELSE 'inherits ' END
                           || inhparent::regclass::text, ' ' ORDER BY inhseqno)
                FROM pg_inherits WHERE inhrelid = oid),
               pg_get_expr(relpartbound, oid),
               CASE WHEN relrowsecurity THEN 'row level security' END,
               CASE WHEN relforcerowsecurity THEN 'forced' END,
               CASE relreplident WHEN 'f' THEN 'replica identity full'
                   WHEN 'i' THEN (SELECT 'replica identity ' || indexrelid::regclass
                                  FROM pg_index WHERE indrelid = relation.oid AND indisreplident)
                   WHEN 'n' THEN CASE WHEN relkind IN ('r', 'p') THEN 'replica identity nothing' END END,
               (SELECT 'using ' || quote_ident(amname) FROM pg_am WHERE pg_am.oid = relam AND amname <> 'heap'),
               'with (' || (SELECT string_agg(option, ', ' ORDER BY option)
                            FROM (SELECT unnest(reloptions)
                                  UNION ALL
                                  SELECT 'toast.' || unnest(toast.reloptions)
                                  FROM pg_class toast WHERE toast.oid = relation.reltoastrelid) AS all_of (option)) || ')',
               (SELECT 'tablespace ' || quote_ident(spcname) FROM pg_tablespace WHERE pg_tablespace.oid = reltablespace))
    FROM relation WHERE relkind IN ('r', 'p', 'f', 'v', 'm')
    UNION ALL
    SELECT 'column', relation.name, quote_ident(attname),
           concat_ws(' ',
               format_type(atttypid, atttypmod),
               (SELECT 'collate ' || attcollation::regcollation FROM pg_type
                WHERE pg_type.oid = atttypid AND attcollation <> typcollation),
               CASE WHEN attnotnull THEN 'not null' END,
               coalesce((SELECT 'serial (' || options || ')' FROM sequence
                         WHERE is_serial AND owner = attrelid AND owner_column = attnum),
                   CASE attgenerated WHEN '' THEN 'default ' ELSE 'generated ' END || pg_get_expr(adbin, adrelid)),
               CASE attidentity WHEN 'a' THEN 'generated always as identity'
                   WHEN 'd' THEN 'generated by default as identity' END
                   || (SELECT ' (' || options || ')' FROM sequence
                       WHERE is_identity AND owner = attrelid AND owner_column = attnum),
               (SELECT CASE attstorage WHEN 'p' THEN 'storage plain' WHEN 'e' THEN 'storage external'
                           WHEN 'm' THEN 'storage main' ELSE 'storage extended' END
                FROM pg_type WHERE pg_type.oid = atttypid AND attstorage <> typstorage),
               CASE attcompression WHEN 'p' THEN 'compression pglz' WHEN 'l' THEN 'compression lz4' END,
               CASE WHEN attstattarget >= 0 THEN 'statistics ' || attstattarget END,
               'with (' || (SELECT string_agg(option, ', ' ORDER BY option) FROM unnest(attoptions) option) || ')')
    FROM pg_attribute
    JOIN relation ON relation.oid = attrelid
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE attnum > 0 AND NOT attisdropped AND (relkind IN ('r', 'p', 'f') OR relkind = 'v' AND atthasdef)
    UNION ALL
    SELECT 'constraint', relation.name, quote_ident(conname),
           concat_ws(' ', pg_get_constraintdef(pg_constraint.oid), index_details.text)
    FROM pg_constraint
    JOIN relation ON relation.oid = conrelid
    LEFT JOIN LATERAL (
        SELECT concat_ws(' ',
                   'with (' || array_to_string(reloptions, ', ') || ')',
                   'tablespace ' || quote_ident(spcname),
                   CASE WHEN indisclustered THEN 'clustered' END,
                   CASE WHEN NOT indisvalid THEN 'INVALID' END) AS text
        FROM pg_class
        JOIN pg_index ON indexrelid = pg_class.oid
        LEFT JOIN pg_tablespace ON pg_tablespace.oid = reltablespace
        WHERE pg_class.oid = conindid AND contype IN ('p', 'u', 'x')
    ) AS index_details ON index_details.text <> ''
    -- Constraint triggers are triggers; later versions list NOT NULL here, too.
    WHERE contype NOT IN ('t', 'n')
    UNION ALL
    SELECT 'index', indrelid::regclass::text, quote_ident(relname),
           concat_ws(' ', pg_get_indexdef(indexrelid),
               'tablespace ' || quote_ident(spcname),
               'statistics ' || (SELECT string_agg(attnum || ':' || attstattarget, ',' ORDER BY attnum)
                                 FROM pg_attribute WHERE attrelid = indexrelid AND attstattarget >= 0),
               CASE WHEN indisclustered THEN 'clustered' END,
               CASE WHEN NOT indisvalid THEN 'INVALID' END)
    FROM pg_index
    JOIN relation ON relation.oid = indexrelid
    LEFT JOIN pg_tablespace ON pg_tablespace.oid = reltablespace
    WHERE indrelid IN (SELECT oid FROM relation)
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
    UNION ALL
    SELECT 'sequence', name, '',
           concat_ws(' ', CASE WHEN relpersistence = 'u' THEN 'unlogged' END, options,
               (SELECT format('owned by %s.%I', attrelid::regclass, attname)
                FROM pg_attribute WHERE attrelid = owner AND attnum = owner_column))
    FROM sequence
    JOIN relation ON relation.oid = seqrelid
    WHERE is_identity IS NOT TRUE AND is_serial IS NOT TRUE
    UNION ALL
    SELECT 'enum', name, '',
           (SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder)
            FROM pg_enum WHERE enumtypid = type.oid)
    FROM type WHERE typtype = 'e'
    UNION ALL
    SELECT 'domain', name, '',
           concat_ws(' ', format_type(typbasetype, typtypmod),
               (SELECT 'collate ' || type.typcollation::regcollation FROM pg_type base
                WHERE base.oid = type.typbasetype AND base.typcollation <> type.typcollation),
               CASE WHEN typnotnull THEN 'not null' END,
               'default ' || typdefault,
               (SELECT string_agg('constraint ' || quote_ident(conname) || ' ' || pg_get_constraintdef(oid), ' '
                           ORDER BY conname)
                FROM pg_constraint WHERE contypid = type.oid AND contype = 'c'))
    FROM type WHERE typtype = 'd'
    UNION ALL
    SELECT 'composite type', type.name, '',
           (SELECT string_agg(quote_ident(attname) || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum)
            FROM pg_attribute WHERE attrelid = relation.oid AND attnum > 0 AND NOT attisdropped)
    FROM type JOIN relation ON relation.oid = typrelid AND relkind = 'c'
    UNION ALL
    SELECT 'range type', name, '',
           concat_ws(' ', format_type(rngsubtype, NULL), nullif(rngcanonical::oid, 0)::regproc,
               nullif(rngsubdiff::oid, 0)::regproc)
    FROM type JOIN pg_range ON rngtypid = type.oid
    UNION ALL
    SELECT 'collation', format('%I.%I', nspname, collname), '',
           -- The locale of the ICU provider has another name in each version.
           concat_ws(' ', collprovider, collcollate, collctype,
               coalesce(to_jsonb(pg_collation) ->> 'colllocale', to_jsonb(pg_collation) ->> 'colliculocale'),
               CASE WHEN NOT collisdeterministic THEN 'not deterministic' END)
    FROM pg_collation
    JOIN space ON space.oid = collnamespace
    WHERE pg_collation.oid NOT IN (SELECT objid FROM foreign_to_us WHERE classid = 'pg_collation'::regclass)
    UNION ALL
    SELECT CASE prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END, name, '',
           CASE prokind
               WHEN 'a' THEN (SELECT concat_ws(' ', aggkind, aggtransfn, aggfinalfn, format_type(aggtranstype, NULL),
                                         agginitval, aggcombinefn, aggsortop)
                              FROM pg_aggregate WHERE aggfnoid = function.oid)
               ELSE md5(pg_get_functiondef(oid)) END
    FROM function
    UNION ALL
    SELECT 'trigger', relation.name, quote_ident(tgname),
           concat_ws(' ', pg_get_triggerdef(pg_trigger.oid),
               CASE tgenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'on replicas' WHEN 'A' THEN 'always' END)
    FROM pg_trigger JOIN relation ON relation.oid = tgrelid
    WHERE NOT tgisinternal
    UNION ALL
    SELECT 'event trigger', '', quote_ident(evtname),
           concat_ws(' ', evtevent, evttags, evtfoid::regprocedure,
               CASE evtenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'on replicas' WHEN 'A' THEN 'always' END)
    FROM pg_event_trigger
    WHERE oid NOT IN (SELECT objid FROM foreign_to_us WHERE classid = 'pg_event_trigger'::regclass)
    UNION ALL
    SELECT 'rule', relation.name, quote_ident(rulename),
           concat_ws(' ', pg_get_ruledef(pg_rewrite.oid),
               CASE ev_enabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'on replicas' WHEN 'A' THEN 'always' END)
    FROM pg_rewrite JOIN relation ON relation.oid = ev_class
    WHERE rulename <> '_RETURN'
    UNION ALL
    SELECT 'policy', relation.name, quote_ident(polname),
           concat_ws(' ',
               CASE WHEN polpermissive THEN 'permissive' ELSE 'restrictive' END,
               'for', CASE polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update'
                          WHEN 'd' THEN 'delete' ELSE 'all' END,
               -- A role that is named by a keyword, too, stands there twice.
               'to', (SELECT string_agg(name, ', ' ORDER BY name)
                      FROM (SELECT DISTINCT CASE role WHEN 0 THEN 'public' ELSE role::regrole::text END
                            FROM unnest(polroles) role) AS named (name)),
               'using (' || pg_get_expr(polqual, polrelid) || ')',
               'with check (' || pg_get_expr(polwithcheck, polrelid) || ')')
    FROM pg_policy JOIN relation ON relation.oid = polrelid
    UNION ALL
    SELECT 'statistics', stxrelid::regclass::text, format('%I.%I', nspname, stxname),
           concat_ws(' ', pg_get_statisticsobjdef(pg_statistic_ext.oid),
               CASE WHEN stxstattarget >= 0 THEN 'statistics ' || stxstattarget END)
    FROM pg_statistic_ext
    JOIN space ON space.oid = stxnamespace
    WHERE stxrelid IN (SELECT oid FROM relation)
    UNION ALL
    SELECT 'default privileges', coalesce(quote_ident(nspname), ''),
           CASE defaclobjtype WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions'
               WHEN 'T' THEN 'types' ELSE 'schemas' END,
           (SELECT string_agg(concat(CASE grantee WHEN 0 THEN 'public' ELSE grantee::regrole::text END, ' ',
                                  lower(privilege_type), CASE WHEN is_grantable THEN ' with grant option' END), ', '
                       ORDER BY grantee::regrole::text, privilege_type)
            FROM aclexplode(defaclacl) WHERE grantee <> defaclrole)
    FROM pg_default_acl LEFT JOIN pg_namespace ON pg_namespace.oid = defaclnamespace
    UNION ALL
    SELECT remark.kind,
           CASE WHEN cardinality(object_names) = 3 THEN format('%I.%I', object_names[1], object_names[2])
               ELSE coalesce((SELECT indrelid::regclass::text FROM pg_index WHERE indexrelid = remark.oid),
                             thing.identity) END,
           'on ' || thing.type || ' ' || thing.identity || detail,
           text
    FROM remark,
    LATERAL pg_identify_object(class, oid, column_number) thing,
    LATERAL pg_identify_object_as_address(class, oid, column_number) address
    WHERE NOT EXISTS (SELECT FROM foreign_to_us WHERE objid = remark.oid AND classid = remark.class)
)
SELECT kind, parent, name, coalesce(definition, '') AS definition FROM line
