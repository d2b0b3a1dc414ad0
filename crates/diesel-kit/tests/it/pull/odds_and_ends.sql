-- What the model has no words for, beside what it has.
CREATE EXTENSION citext;
CREATE EXTENSION btree_gist;
CREATE SCHEMA audit;
COMMENT ON SCHEMA audit IS 'Who did what.';
CREATE COLLATION german (PROVIDER = icu, LOCALE = 'de-x-icu');
CREATE DOMAIN email AS citext CONSTRAINT email_shape CHECK (VALUE ~ '@') ;
COMMENT ON DOMAIN email IS 'Where mail goes.';
CREATE TYPE address AS (street text, zip varchar(10));
CREATE TYPE span AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi);
CREATE TYPE mood AS ENUM ('sad', 'ok', 'very happy');

CREATE FUNCTION short_code(prefix text DEFAULT 'x') RETURNS text LANGUAGE sql VOLATILE
    AS $$ SELECT prefix || substr(md5(random()::text), 1, 8) $$;
CREATE FUNCTION clean(text) RETURNS text LANGUAGE sql IMMUTABLE RETURN lower(trim($1));

CREATE SEQUENCE invoice_numbers START 1000 INCREMENT 10 CACHE 5;

CREATE TABLE people (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH 100) PRIMARY KEY,
    code text NOT NULL DEFAULT short_code('p'),
    mail email NOT NULL,
    home address,
    reach span,
    mood mood NOT NULL DEFAULT 'ok',
    moods mood[] NOT NULL DEFAULT '{}',
    name text COLLATE german NOT NULL CHECK (clean(name) <> ''),
    nick text COLLATE "C",
    score numeric(10, 2) NOT NULL DEFAULT 0,
    picture bytea,
    spot point,
    born date,
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT people_code_later UNIQUE (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT people_nick_key UNIQUE (nick) INCLUDE (name)
);
ALTER TABLE people ALTER COLUMN picture SET STORAGE EXTERNAL;
ALTER TABLE people ALTER COLUMN name SET STATISTICS 500;
ALTER TABLE people REPLICA IDENTITY FULL;
ALTER TABLE people ADD CONSTRAINT people_born_later CHECK (born > '1800-01-01') NOT VALID;
CREATE INDEX people_name_idx ON people (clean(name) DESC, id) INCLUDE (nick) WITH (fillfactor = 70) WHERE born IS NOT NULL;
CREATE INDEX people_old_idx ON people USING brin (born) WITH (pages_per_range = 32);
CREATE STATISTICS people_stats (dependencies) ON mood, born FROM people;
COMMENT ON TABLE people IS 'Everybody.';
COMMENT ON COLUMN people.nick IS E'As called by friends.\n\nMay be rude.';
COMMENT ON CONSTRAINT people_nick_key ON people IS 'One each.';
COMMENT ON INDEX people_name_idx IS 'For lists.';

CREATE TABLE invoices (
    number bigint NOT NULL DEFAULT nextval('invoice_numbers') PRIMARY KEY,
    small integer NOT NULL,
    person_id bigint NOT NULL REFERENCES people ON DELETE CASCADE,
    payer_id bigint,
    during daterange NOT NULL,
    room integer NOT NULL,
    total numeric GENERATED ALWAYS AS (small * 1.19) STORED,
    FOREIGN KEY (payer_id) REFERENCES people MATCH FULL DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT one_at_a_time EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (room > 0)
);
ALTER SEQUENCE invoice_numbers OWNED BY invoices.number;
CREATE TABLE notes (body text, at timestamp(3) without time zone);
COMMENT ON TABLE notes IS 'Without a key.';
CREATE UNLOGGED TABLE cache (key text PRIMARY KEY, value jsonb NOT NULL DEFAULT '{"a": [true]}') WITH (autovacuum_enabled = false);

CREATE TABLE vehicles (id integer PRIMARY KEY, wheels integer NOT NULL CHECK (wheels > 0));
CREATE TABLE cars (doors integer) INHERITS (vehicles);

CREATE FUNCTION audit.count_people() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM people';
CREATE FUNCTION audit.first_person() RETURNS people LANGUAGE plpgsql AS $$
DECLARE found people%ROWTYPE;
BEGIN
    SELECT * INTO found FROM people ORDER BY id LIMIT 1;
    RETURN found;
END
$$;
COMMENT ON FUNCTION audit.count_people() IS 'For the audit.';
CREATE PROCEDURE audit.sweep() LANGUAGE plpgsql AS $$ BEGIN DELETE FROM notes; END $$;
CREATE AGGREGATE audit.joined(text) (SFUNC = textcat, STYPE = text, INITCOND = '');
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.updated_at := now(); RETURN NEW; END $$;
CREATE TRIGGER stamped BEFORE UPDATE ON people FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION stamp();
ALTER TABLE people DISABLE TRIGGER stamped;

CREATE VIEW adults WITH (security_barrier = true) AS SELECT id, name, mood FROM people WHERE born < '2008-01-01';
COMMENT ON COLUMN adults.name IS 'Of the person.';
CREATE VIEW audit.adult_names AS SELECT upper(name) AS name, audit.count_people() AS of_all FROM adults;
CREATE RULE adults_gone AS ON DELETE TO adults DO INSTEAD NOTHING;
CREATE MATERIALIZED VIEW moods AS SELECT mood, count(*) AS people FROM people GROUP BY mood;
CREATE UNIQUE INDEX moods_mood_idx ON moods (mood);

ALTER TABLE people ENABLE ROW LEVEL SECURITY;
CREATE POLICY people_adults ON people FOR SELECT USING (born < '2008-01-01' AND EXISTS (SELECT FROM adults WHERE adults.id = people.id));
CREATE POLICY notes_asleep ON notes AS RESTRICTIVE USING (body <> '');
DO $$ BEGIN CREATE ROLE pull_reader; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
GRANT SELECT ON people, adults TO pull_reader;
GRANT UPDATE (nick) ON people TO pull_reader WITH GRANT OPTION;
GRANT USAGE ON SCHEMA audit TO pull_reader;
REVOKE EXECUTE ON FUNCTION audit.count_people() FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA audit GRANT SELECT ON TABLES TO pull_reader;
