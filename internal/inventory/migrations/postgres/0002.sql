-- What workspaces read, beside what they declare.
CREATE TABLE IF NOT EXISTS expiry_readers (
    tenant        TEXT        NOT NULL,
    workspace     TEXT        NOT NULL,
    reader        TEXT        NOT NULL,
    digest        TEXT        NOT NULL,
    read_at       TIMESTAMPTZ NOT NULL,
    refresh_after TEXT        NOT NULL,
    readings      BIGINT      NOT NULL,
    write_id      TEXT        NOT NULL,
    updated_at    TIMESTAMPTZ NOT NULL,
    updated_by    TEXT        NOT NULL,
    updated_run   TEXT        NOT NULL,
    withdrawn_at  TIMESTAMPTZ,
    PRIMARY KEY (tenant, workspace, reader)
)

CREATE TABLE IF NOT EXISTS expiry_readings (
    tenant          TEXT        NOT NULL,
    workspace       TEXT        NOT NULL,
    reader          TEXT        NOT NULL,
    id              TEXT        NOT NULL,
    kind            TEXT        NOT NULL,
    name            TEXT        NOT NULL,
    owner           TEXT        NOT NULL,
    maintainer      TEXT        NOT NULL,
    system          TEXT        NOT NULL,
    environment     TEXT        NOT NULL,
    criticality     TEXT        NOT NULL,
    end_state       TEXT        NOT NULL,
    expires_at      TIMESTAMPTZ,
    act_by          TIMESTAMPTZ,
    remind_at       TIMESTAMPTZ,
    facts           TEXT        NOT NULL,
    source          TEXT        NOT NULL,
    read_at         TIMESTAMPTZ NOT NULL,
    good_state      TEXT        NOT NULL,
    good_expires_at TIMESTAMPTZ,
    good_act_by     TIMESTAMPTZ,
    good_remind_at  TIMESTAMPTZ,
    good_read_at    TIMESTAMPTZ,
    withdrawn_at    TIMESTAMPTZ,
    PRIMARY KEY (tenant, workspace, reader, id)
)

CREATE INDEX IF NOT EXISTS expiry_readings_act_by ON expiry_readings (tenant, act_by, id, workspace, reader)

CREATE INDEX IF NOT EXISTS expiry_readings_id ON expiry_readings (tenant, id)

CREATE INDEX IF NOT EXISTS expiry_readings_read_at ON expiry_readings (tenant, read_at)

ALTER TABLE expiry_readers ENABLE ROW LEVEL SECURITY

ALTER TABLE expiry_readers FORCE ROW LEVEL SECURITY

CREATE POLICY expiry_tenant ON expiry_readers
    USING (tenant = current_setting('expiry.tenant', true))
    WITH CHECK (tenant = current_setting('expiry.tenant', true))

ALTER TABLE expiry_readings ENABLE ROW LEVEL SECURITY

ALTER TABLE expiry_readings FORCE ROW LEVEL SECURITY

CREATE POLICY expiry_tenant ON expiry_readings
    USING (tenant = current_setting('expiry.tenant', true))
    WITH CHECK (tenant = current_setting('expiry.tenant', true))
