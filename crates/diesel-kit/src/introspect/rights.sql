,
held (class, oid) AS (
    -- Comments that the model has.
    SELECT 'pg_namespace'::regclass, oid FROM space WHERE nspname <> 'public'
    UNION ALL
    SELECT 'pg_type', oid FROM type WHERE typtype = 'e'
    UNION ALL
    SELECT 'pg_class', oid FROM relation WHERE relkind IN ('r', 'v', 'm') AND NOT is_raw
    UNION ALL
    SELECT 'pg_class', oid FROM sequence WHERE NOT is_identity AND NOT is_serial
    UNION ALL
    SELECT 'pg_class', indexrelid FROM pg_index JOIN relation ON relation.oid = indrelid
    WHERE NOT is_raw AND indisvalid
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
    UNION ALL
    SELECT 'pg_constraint', oid FROM restraint WHERE fits AND NOT is_raw
    UNION ALL
    SELECT 'pg_policy', oid FROM guard WHERE fits
),
remark (kind, name, up, down, needs) AS (
    SELECT 'comment', 'comment on ' || target,
           format('COMMENT ON %s IS %L', target, description), format('COMMENT ON %s IS NULL', target),
           ARRAY[classoid::regclass || ':' || objoid]
    FROM pg_description,
    LATERAL pg_identify_object(classoid, objoid, objsubid) thing,
    LATERAL (SELECT CASE
        WHEN thing.type LIKE '% column' THEN 'COLUMN ' || thing.identity
        WHEN thing.type = 'table constraint' THEN 'CONSTRAINT ' || thing.identity
        WHEN thing.type = 'domain constraint' THEN 'CONSTRAINT ' || replace(thing.identity, ' on ', ' ON DOMAIN ')
        WHEN thing.type = 'statistics object' THEN 'STATISTICS ' || thing.identity
        WHEN thing.type LIKE '%type' THEN 'TYPE ' || thing.identity
        ELSE upper(thing.type) || ' ' || thing.identity END) AS named (target)
    -- Lower numbers are PostgreSQL's own, with comments by the thousand.
    WHERE objoid >= 16384 AND classoid <> 'pg_extension'::regclass
      AND NOT EXISTS (SELECT FROM foreign_to_us WHERE objid = objoid AND classid = classoid)
      AND NOT EXISTS (SELECT FROM held WHERE held.oid = objoid AND class = classoid
                      AND (objsubid = 0 OR (SELECT relkind FROM pg_class WHERE pg_class.oid = objoid) = 'r'))
      AND coalesce(thing.schema NOT LIKE 'pg\_%' AND thing.schema <> 'information_schema', true)
      AND (classoid <> 'pg_class'::regclass OR objoid IN (SELECT oid FROM relation))
),
-- What has an access list, and the list it had at first.
guarded (class, oid, target, col, owner, list, initial) AS (
    SELECT 'pg_class'::regclass, oid, CASE relkind WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || path, '', relowner,
           relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner)
    FROM relation WHERE relacl IS NOT NULL AND relkind IN ('r', 'p', 'v', 'm', 'S')
    UNION ALL
    SELECT 'pg_class'::regclass, relation.oid, 'TABLE ' || path, format(' (%I)', attname), relowner, attacl,
           acldefault('c', relowner)
    FROM pg_attribute JOIN relation ON relation.oid = attrelid
    WHERE attacl IS NOT NULL AND NOT attisdropped
    UNION ALL
    SELECT 'pg_proc'::regclass, oid, 'ROUTINE ' || path, '', proowner, proacl, acldefault('f', proowner)
    FROM function WHERE proacl IS NOT NULL
    UNION ALL
    SELECT 'pg_type'::regclass, oid, 'TYPE ' || path, '', typowner, typacl, acldefault('T', typowner)
    FROM type WHERE typacl IS NOT NULL
    UNION ALL
    -- The schema public is born with grants that other schemas do not have.
    SELECT 'pg_namespace'::regclass, space.oid, format('SCHEMA %I', nspname), '', nspowner, nspacl,
           coalesce(initprivs, acldefault('n', nspowner))
    FROM space
    LEFT JOIN pg_init_privs ON objoid = space.oid AND classoid = 'pg_namespace'::regclass
    WHERE nspacl IS NOT NULL
),
change (class, oid, target, owner, grantee, privilege, is_grant, with_option) AS (
    SELECT class, oid, target, owner, grantee, privilege || col, is_grant, with_option
    FROM guarded,
    LATERAL (
        (SELECT true, grantee, privilege_type, is_grantable FROM aclexplode(list)
         EXCEPT SELECT true, grantee, privilege_type, is_grantable FROM aclexplode(initial))
        UNION ALL
        (SELECT false, grantee, privilege_type, false FROM aclexplode(initial)
         EXCEPT SELECT false, grantee, privilege_type, false FROM aclexplode(list))
    ) AS difference (is_grant, grantee, privilege, with_option)
    WHERE grantee <> owner
),
privilege (kind, name, up, down, needs) AS (
    SELECT 'privilege',
           concat_ws(' ', CASE WHEN is_grant THEN 'grant' ELSE 'revoke' END, 'on', lower(target), 'for', role,
               CASE WHEN with_option THEN 'with grant option' END),
           CASE WHEN is_grant THEN allow ELSE deny END, CASE WHEN is_grant THEN deny ELSE allow END,
           ARRAY[class || ':' || oid]
    FROM (SELECT class, oid, target, grantee, is_grant, with_option,
                 string_agg(privilege, ', ' ORDER BY privilege) AS list
          FROM change GROUP BY class, oid, target, grantee, is_grant, with_option) AS grouped,
    LATERAL (SELECT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END) AS whose (role),
    LATERAL (SELECT format('GRANT %s ON %s TO %s%s', list, target, role,
                        CASE WHEN with_option THEN ' WITH GRANT OPTION' END),
                    format('REVOKE %s ON %s FROM %s', list, target, role)) AS statement (allow, deny)
),
future (kind, name, up, down, needs) AS (
    SELECT 'default_privileges',
           concat_ws(' ', CASE WHEN is_grant THEN 'grant' ELSE 'revoke' END, 'on future', lower(things),
               'in ' || quote_ident(nspname), 'for', role),
           head || CASE WHEN is_grant THEN allow ELSE deny END, head || CASE WHEN is_grant THEN deny ELSE allow END,
           -- What is made before them has what it has.
           ARRAY(SELECT 'pg_class:' || relation.oid FROM relation WHERE relkind = 'r')
    FROM (SELECT defaclrole, defaclnamespace, defaclobjtype, is_grant, grantee,
                 string_agg(privilege, ', ' ORDER BY privilege) AS list
          FROM pg_default_acl,
          LATERAL (SELECT CASE defaclnamespace WHEN 0 THEN
                       acldefault(CASE defaclobjtype WHEN 'S' THEN 's' ELSE defaclobjtype END, defaclrole) END) AS before (initial),
          LATERAL (
              (SELECT true, grantee, privilege_type FROM aclexplode(defaclacl)
               EXCEPT SELECT true, grantee, privilege_type FROM aclexplode(initial))
              UNION ALL
              (SELECT false, grantee, privilege_type FROM aclexplode(initial)
               EXCEPT SELECT false, grantee, privilege_type FROM aclexplode(defaclacl))
          ) AS difference (is_grant, grantee, privilege)
          WHERE grantee <> defaclrole
          GROUP BY defaclrole, defaclnamespace, defaclobjtype, is_grant, grantee) AS grouped
    LEFT JOIN pg_namespace ON pg_namespace.oid = defaclnamespace,
    LATERAL (SELECT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END,
                    CASE defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS'
                        WHEN 'T' THEN 'TYPES' ELSE 'SCHEMAS' END) AS named (role, things),
    LATERAL (SELECT concat('ALTER DEFAULT PRIVILEGES ',
                        CASE WHEN defaclrole <> (SELECT oid FROM pg_roles WHERE rolname = current_user)
                            THEN 'FOR ROLE ' || defaclrole::regrole || ' ' END,
                        'IN SCHEMA ' || quote_ident(nspname) || ' '),
                    format('GRANT %s ON %s TO %s', list, things, role),
                    format('REVOKE %s ON %s FROM %s', list, things, role)) AS statement (head, allow, deny)
)
SELECT jsonb_build_object('kind', kind, 'name', name, 'up', up, 'down', down, 'own', '{}'::text[],
           'needs', needs)::text AS definition
FROM (SELECT * FROM remark UNION ALL SELECT * FROM privilege UNION ALL SELECT * FROM future) AS thing
