-- What workspaces read, beside what they declare.
CREATE TABLE IF NOT EXISTS expiry_readers (
    tenant        TEXT NOT NULL,
    workspace     TEXT NOT NULL,
    reader        TEXT NOT NULL,
    digest        TEXT NOT NULL,
    read_at       TEXT NOT NULL,
    refresh_after TEXT NOT NULL,
    readings      INTEGER NOT NULL,
    write_id      TEXT NOT NULL,
    updated_at    TEXT NOT NULL,
    updated_by    TEXT NOT NULL,
    updated_run   TEXT NOT NULL,
    withdrawn_at  TEXT,
    PRIMARY KEY (tenant, workspace, reader)
)

CREATE TABLE IF NOT EXISTS expiry_readings (
    tenant          TEXT NOT NULL,
    workspace       TEXT NOT NULL,
    reader          TEXT NOT NULL,
    id              TEXT NOT NULL,
    kind            TEXT NOT NULL,
    name            TEXT NOT NULL,
    owner           TEXT NOT NULL,
    maintainer      TEXT NOT NULL,
    system          TEXT NOT NULL,
    environment     TEXT NOT NULL,
    criticality     TEXT NOT NULL,
    end_state       TEXT NOT NULL,
    expires_at      TEXT,
    act_by          TEXT,
    remind_at       TEXT,
    facts           TEXT NOT NULL,
    source          TEXT NOT NULL,
    read_at         TEXT NOT NULL,
    good_state      TEXT NOT NULL,
    good_expires_at TEXT,
    good_act_by     TEXT,
    good_remind_at  TEXT,
    good_read_at    TEXT,
    withdrawn_at    TEXT,
    PRIMARY KEY (tenant, workspace, reader, id)
)

CREATE INDEX IF NOT EXISTS expiry_readings_act_by ON expiry_readings (tenant, act_by, id, workspace, reader)

CREATE INDEX IF NOT EXISTS expiry_readings_id ON expiry_readings (tenant, id)

CREATE INDEX IF NOT EXISTS expiry_readings_read_at ON expiry_readings (tenant, read_at)
