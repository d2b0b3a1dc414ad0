-- Names with capitals, spaces, points and quotes, key words of SQL and of Rust, and schemas of such names.
CREATE SCHEMA "App";
CREATE SCHEMA "My Schema";
CREATE TYPE "App"."Order State" AS ENUM ('New', 'in progress', 'done!', 'done?', '2nd try', 'self');
CREATE TABLE "User" (
    "ID" serial PRIMARY KEY,
    "firstName" text NOT NULL,
    "type" text NOT NULL DEFAULT 'it''s "fine"',
    "self" boolean,
    "match" integer,
    "a.b" text,
    "a b" text,
    "a""b" text,
    "2fa" boolean NOT NULL DEFAULT false,
    "table" text,
    "User" text,
    "position" integer,
    "order" integer NOT NULL DEFAULT 0 CHECK ("order" >= 0),
    "löschen" date,
    UNIQUE ("firstName", "order")
);
COMMENT ON COLUMN "User"."type" IS '  indented';
COMMENT ON TABLE "User" IS E'One "person".\n\n* with a list\n';
CREATE TABLE "App"."Order Items" (
    "orderID" bigint NOT NULL,
    "Line" smallint NOT NULL,
    "User ID" integer NOT NULL REFERENCES "User" ("ID") ON UPDATE CASCADE ON DELETE RESTRICT,
    state "App"."Order State" NOT NULL DEFAULT 'New',
    states "App"."Order State"[],
    PRIMARY KEY ("orderID", "Line")
);
CREATE INDEX "Order Items State" ON "App"."Order Items" (state DESC NULLS LAST);
CREATE INDEX order_items_user ON "App"."Order Items" ("User ID", "Line");
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE "App".users (id integer PRIMARY KEY REFERENCES public.users, name text);
CREATE TABLE options (id uuid PRIMARY KEY, string text NOT NULL, vec text[]);
CREATE TABLE "type" (id integer PRIMARY KEY, "ref" integer REFERENCES "type");
CREATE TABLE "My Schema".things (
    id integer PRIMARY KEY,
    user_id integer REFERENCES users ON DELETE CASCADE,
    label text UNIQUE
);
CREATE INDEX things_label_idx ON "My Schema".things (lower(label));
COMMENT ON TABLE "My Schema".things IS 'Nobody can read its name in Rust.';
CREATE TABLE thing_notes (id integer PRIMARY KEY, thing_id integer NOT NULL REFERENCES "My Schema".things);
CREATE VIEW "My Schema".labels AS SELECT label FROM "My Schema".things;
CREATE VIEW "App"."Big Users" AS SELECT u."ID" AS "userID", u."firstName" AS "type" FROM "User" u WHERE u."order" > 10;
