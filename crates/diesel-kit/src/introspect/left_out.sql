SELECT pg_describe_object(class, oid, 0) AS definition
FROM (
    SELECT 'pg_operator'::regclass, oid FROM pg_operator
    UNION ALL SELECT 'pg_opfamily', oid FROM pg_opfamily
    UNION ALL SELECT 'pg_cast', oid FROM pg_cast
    UNION ALL SELECT 'pg_conversion', oid FROM pg_conversion
    UNION ALL SELECT 'pg_language', oid FROM pg_language
    UNION ALL SELECT 'pg_am', oid FROM pg_am
    UNION ALL SELECT 'pg_ts_config', oid FROM pg_ts_config
    UNION ALL SELECT 'pg_ts_dict', oid FROM pg_ts_dict
    UNION ALL SELECT 'pg_foreign_server', oid FROM pg_foreign_server
    UNION ALL SELECT 'pg_publication', oid FROM pg_publication
    UNION ALL SELECT 'pg_class', oid FROM pg_class WHERE relkind = 'f'
    UNION ALL SELECT 'pg_class', indexrelid FROM pg_index WHERE NOT indisvalid
    UNION ALL SELECT 'pg_type', oid FROM pg_type WHERE typtype = 'b' AND typelem = 0
    UNION ALL SELECT 'pg_proc', aggfnoid FROM pg_aggregate WHERE aggkind <> 'n' OR aggmtransfn::oid <> 0
) AS thing (class, oid)
WHERE oid >= 16384
  AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = class AND objid = oid AND deptype IN ('e', 'i'))
ORDER BY 1
