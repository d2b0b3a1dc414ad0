-- Tenants behind row-level security, with roles and rights.
DO $$ BEGIN CREATE ROLE pull_app LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE "Pull Support" NOINHERIT; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
CREATE SCHEMA private;
CREATE FUNCTION private.tenant() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT nullif(current_setting('app.tenant', true), '')::uuid $$;
CREATE TABLE tenants (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text NOT NULL, plan text NOT NULL DEFAULT 'free');
CREATE TABLE projects (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), tenant_id uuid NOT NULL DEFAULT private.tenant() REFERENCES tenants,
    name text NOT NULL, settings json);
CREATE TABLE members (tenant_id uuid REFERENCES tenants ON DELETE CASCADE, account text, role text NOT NULL, PRIMARY KEY (tenant_id, account));
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE projects ENABLE ROW LEVEL SECURITY;
ALTER TABLE projects FORCE ROW LEVEL SECURITY;
ALTER TABLE members ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON tenants USING (id = private.tenant());
CREATE POLICY own ON projects TO pull_app USING (tenant_id = private.tenant()) WITH CHECK (tenant_id = private.tenant());
CREATE POLICY read_all ON projects FOR SELECT TO "Pull Support", pull_app USING (true);
CREATE POLICY no_delete ON projects AS RESTRICTIVE FOR DELETE USING (name NOT LIKE 'keep%');
CREATE POLICY add ON projects FOR INSERT WITH CHECK (EXISTS (SELECT 1 FROM members m WHERE m.tenant_id = projects.tenant_id AND m.account = CURRENT_USER));
COMMENT ON POLICY add ON projects IS 'Members only.';
CREATE VIEW project_names WITH (security_invoker = true, security_barrier = true) AS SELECT id, name FROM projects;
GRANT USAGE ON SCHEMA private TO pull_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO pull_app;
GRANT SELECT (id, name) ON tenants TO "Pull Support";
REVOKE ALL ON FUNCTION private.tenant() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION private.tenant() TO pull_app;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO "Pull Support";
