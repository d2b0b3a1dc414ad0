-- A column of every type, and an array of most.
CREATE EXTENSION hstore;
CREATE EXTENSION ltree;
CREATE TYPE colour AS ENUM ('red', 'green');
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE DOMAIN colours AS colour[];
CREATE TABLE numbers (id smallserial PRIMARY KEY, a smallint, b integer, c bigint, d real, e double precision, f numeric, g numeric(5),
    h numeric(10, 3), i money, j oid, k positive, l positive[], m smallint[], n bigint[], o real[], p numeric(6, 2)[], q bit(3), r bit varying(8), s boolean[]);
CREATE TABLE texts (id text PRIMARY KEY, a varchar, b varchar(20), c char, d char(5), e name, f "char", g bytea, h xml, i json, j jsonb,
    k uuid[], l varchar(5)[], m text[] NOT NULL DEFAULT ARRAY['a', 'b"c'], n bytea[], o jsonb[], p tsvector, q tsquery, r hstore, s ltree, t colour, u colour[], v colours, w lquery);
CREATE TABLE times (id timestamptz PRIMARY KEY, a date, b time, c time(3), d timetz, e timestamp, f timestamp(6), g timestamptz(3), h interval,
    i interval day to second, j interval(2), k date[], l timestamptz[], m daterange, n tsrange, o tstzrange, p tstzmultirange);
CREATE TABLE places (id integer PRIMARY KEY, a inet, b cidr, c macaddr, d macaddr8, e point, f line, g lseg, h box, i path, j polygon, k circle,
    l int4range, m int8range, n numrange, o int4multirange, p pg_lsn, q inet[], r int4range[], s regclass, t point[]);
CREATE VIEW all_kinds AS SELECT n.*, p.e AS spot, t.u AS shades, t.v FROM numbers n, places p, texts t;
