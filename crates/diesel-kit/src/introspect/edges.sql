SELECT DISTINCT classid::regclass::text || ':' || objid AS "from", refclassid::regclass::text || ':' || refobjid AS "to"
FROM pg_depend
WHERE objid >= 16384 AND refobjid >= 16384 AND (classid, objid) <> (refclassid, refobjid)
UNION
-- What belongs to a domain or a table needs what that needs.
SELECT refclassid::regclass::text || ':' || refobjid, classid::regclass::text || ':' || objid
FROM pg_depend
WHERE objid >= 16384 AND refobjid >= 16384 AND deptype = 'a'
  AND (classid = 'pg_attrdef'::regclass OR classid = 'pg_constraint'::regclass AND objid IN
       (SELECT oid FROM pg_constraint WHERE contypid <> 0 OR contype = 'c'))
