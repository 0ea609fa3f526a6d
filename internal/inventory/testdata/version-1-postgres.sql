-- An inventory as version 1 of the schema was made before each statement stood alone.
CREATE TABLE IF NOT EXISTS expiry_schema (id INTEGER PRIMARY KEY, version INTEGER NOT NULL)

INSERT INTO expiry_schema (id, version) VALUES (1, 1)

CREATE TABLE IF NOT EXISTS expiry_assets (
    tenant      TEXT        NOT NULL,
    id          TEXT        NOT NULL,
    kind        TEXT        NOT NULL,
    name        TEXT        NOT NULL,
    owner       TEXT        NOT NULL,
    maintainer  TEXT        NOT NULL,
    system      TEXT        NOT NULL,
    environment TEXT        NOT NULL,
    criticality TEXT        NOT NULL,
    end_state   TEXT        NOT NULL,
    expires_at  TIMESTAMPTZ,
    act_by      TIMESTAMPTZ,
    remind_at   TIMESTAMPTZ,
    facts       TEXT        NOT NULL,
    workspace   TEXT        NOT NULL,
    revision    BIGINT      NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL,
    created_by  TEXT        NOT NULL,
    created_run TEXT        NOT NULL,
    updated_at  TIMESTAMPTZ NOT NULL,
    updated_by  TEXT        NOT NULL,
    updated_run TEXT        NOT NULL,
    deleted_at  TIMESTAMPTZ,
    PRIMARY KEY (tenant, id)
)

CREATE INDEX IF NOT EXISTS expiry_assets_act_by ON expiry_assets (tenant, act_by, id)

CREATE TABLE IF NOT EXISTS expiry_history (
    tenant       TEXT        NOT NULL,
    asset        TEXT        NOT NULL,
    revision     BIGINT      NOT NULL,
    action       TEXT        NOT NULL,
    written_at   TIMESTAMPTZ NOT NULL,
    actor        TEXT        NOT NULL,
    run          TEXT        NOT NULL,
    workspace    TEXT        NOT NULL,
    write_id     TEXT        NOT NULL,
    facts_before TEXT        NOT NULL,
    facts_after  TEXT        NOT NULL,
    PRIMARY KEY (tenant, asset, revision)
)

CREATE INDEX IF NOT EXISTS expiry_history_written_at ON expiry_history (tenant, written_at)

ALTER TABLE expiry_assets ENABLE ROW LEVEL SECURITY

ALTER TABLE expiry_assets FORCE ROW LEVEL SECURITY

DROP POLICY IF EXISTS expiry_tenant ON expiry_assets

CREATE POLICY expiry_tenant ON expiry_assets
    USING (tenant = current_setting('expiry.tenant', true))
    WITH CHECK (tenant = current_setting('expiry.tenant', true))

ALTER TABLE expiry_history ENABLE ROW LEVEL SECURITY

ALTER TABLE expiry_history FORCE ROW LEVEL SECURITY

DROP POLICY IF EXISTS expiry_tenant_reads ON expiry_history

-- No policy lets anyone change or delete history: it can only be read and added to.
CREATE POLICY expiry_tenant_reads ON expiry_history FOR SELECT
    USING (tenant = current_setting('expiry.tenant', true))

DROP POLICY IF EXISTS expiry_tenant_adds ON expiry_history

CREATE POLICY expiry_tenant_adds ON expiry_history FOR INSERT
    WITH CHECK (tenant = current_setting('expiry.tenant', true))

SELECT set_config('expiry.tenant', 'acme', false)

INSERT INTO expiry_assets VALUES ('acme', 'asset/erp', 'certificate', 'erp', 'team-erp@example.test', '', 'erp', '', '', 'known', '2027-02-20T00:00:00Z', '2027-01-21T00:00:00Z', '2026-12-22T00:00:00Z', '{"covered_by":["contract/lease"]}', 'prod', 1, '2026-11-22T00:00:00Z', 'prod@example.test', 'run-1', '2026-11-22T00:00:00Z', 'prod@example.test', 'run-1', NULL)

INSERT INTO expiry_history VALUES ('acme', 'asset/erp', 1, 'created', '2026-11-22T00:00:00Z', 'prod@example.test', 'run-1', 'prod', 'X', '', '{"kind":"certificate","name":"erp","owner":"team-erp@example.test","system":"erp","end":"known","expires_at":"2027-02-20T00:00:00Z","act_by":"2027-01-21T00:00:00Z","remind_at":"2026-12-22T00:00:00Z","facts":{"covered_by":["contract/lease"]}}')
