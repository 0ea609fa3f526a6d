-- An inventory as version 1 of the schema was made before each statement stood alone.
CREATE TABLE IF NOT EXISTS expiry_schema (id INTEGER PRIMARY KEY, version INTEGER NOT NULL)

INSERT INTO expiry_schema (id, version) VALUES (1, 1)

CREATE TABLE IF NOT EXISTS expiry_assets (
    tenant      TEXT    NOT NULL,
    id          TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    owner       TEXT    NOT NULL,
    maintainer  TEXT    NOT NULL,
    system      TEXT    NOT NULL,
    environment TEXT    NOT NULL,
    criticality TEXT    NOT NULL,
    end_state   TEXT    NOT NULL,
    expires_at  TEXT,
    act_by      TEXT,
    remind_at   TEXT,
    facts       TEXT    NOT NULL,
    workspace   TEXT    NOT NULL,
    revision    INTEGER NOT NULL,
    created_at  TEXT    NOT NULL,
    created_by  TEXT    NOT NULL,
    created_run TEXT    NOT NULL,
    updated_at  TEXT    NOT NULL,
    updated_by  TEXT    NOT NULL,
    updated_run TEXT    NOT NULL,
    deleted_at  TEXT,
    PRIMARY KEY (tenant, id)
)

CREATE INDEX IF NOT EXISTS expiry_assets_act_by ON expiry_assets (tenant, act_by, id)

CREATE TABLE IF NOT EXISTS expiry_history (
    tenant       TEXT    NOT NULL,
    asset        TEXT    NOT NULL,
    revision     INTEGER NOT NULL,
    action       TEXT    NOT NULL,
    written_at   TEXT    NOT NULL,
    actor        TEXT    NOT NULL,
    run          TEXT    NOT NULL,
    workspace    TEXT    NOT NULL,
    write_id     TEXT    NOT NULL,
    facts_before TEXT    NOT NULL,
    facts_after  TEXT    NOT NULL,
    PRIMARY KEY (tenant, asset, revision)
)

CREATE INDEX IF NOT EXISTS expiry_history_written_at ON expiry_history (tenant, written_at)

CREATE TRIGGER IF NOT EXISTS expiry_history_is_kept BEFORE DELETE ON expiry_history
BEGIN
    SELECT RAISE(ABORT, 'history can only be read and added to');
END

CREATE TRIGGER IF NOT EXISTS expiry_history_is_fixed BEFORE UPDATE ON expiry_history
BEGIN
    SELECT RAISE(ABORT, 'history can only be read and added to');
END

INSERT INTO expiry_assets VALUES ('acme', 'asset/erp', 'certificate', 'erp', 'team-erp@example.test', '', 'erp', '', '', 'known', '2027-02-20T00:00:00Z', '2027-01-21T00:00:00Z', '2026-12-22T00:00:00Z', '{"covered_by":["contract/lease"]}', 'prod', 1, '2026-11-22T00:00:00Z', 'prod@example.test', 'run-1', '2026-11-22T00:00:00Z', 'prod@example.test', 'run-1', NULL)

INSERT INTO expiry_history VALUES ('acme', 'asset/erp', 1, 'created', '2026-11-22T00:00:00Z', 'prod@example.test', 'run-1', 'prod', 'X', '', '{"kind":"certificate","name":"erp","owner":"team-erp@example.test","system":"erp","end":"known","expires_at":"2027-02-20T00:00:00Z","act_by":"2027-01-21T00:00:00Z","remind_at":"2026-12-22T00:00:00Z","facts":{"covered_by":["contract/lease"]}}')
