package provider_test

import (
	"context"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/jackc/pgx/v5"
)

// TestStateInPostgreSQL reads the states of workspaces that Terraform's pg backend
// keeps, of which one was never written.
func TestStateInPostgreSQL(t *testing.T) {
	t.Parallel()
	ledger, _ := sharedLedger(t)
	owner := strings.Replace(ledger, "workspaces:s3cr3t-p4ss@", "postgres:"+planted+"@", 1)
	connection, err := pgx.Connect(t.Context(), owner)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close(context.WithoutCancel(t.Context()))
	for _, statement := range []string{
		`CREATE SCHEMA terraform_remote_state`,
		`CREATE TABLE terraform_remote_state.states (id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, name text UNIQUE, data text)`,
		`INSERT INTO terraform_remote_state.states (name, data) VALUES ('prod-a', '{"version": 4, "serial": 1, "lineage": "0", "resources": []}'), ('prod-b', NULL), ('test', '{}')`,
	} {
		if _, err := connection.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := connection.Exec(t.Context(), `UPDATE terraform_remote_state.states SET data = $1 WHERE name = 'prod-a'`, stateSample(t, "many.json")); err != nil {
		t.Fatal(err)
	}
	pg := func(workspaces ...string) values {
		kinds := map[string]tftypes.Type{"conn_str": tftypes.String, "schema": tftypes.String, "workspaces": tftypes.List{ElementType: tftypes.String}}
		return values{"pg": tftypes.NewValue(tftypes.Object{AttributeTypes: kinds}, map[string]tftypes.Value{
			"conn_str": str(owner), "schema": tftypes.NewValue(tftypes.String, nil), "workspaces": strs(workspaces...),
		})}
	}
	got := states(t, pg("prod-*"))
	tellsNoSecret(t, got)
	if !strings.Contains(said(got.diags), "Password in arguments") {
		t.Error(said(got.diags))
	}
	statuses := map[string]string{}
	for _, one := range got.list(t, "deadlines") {
		statuses[one["id"].(string)] = one["status"].(string)
	}
	if len(statuses) < 20 || statuses["state/prod-a/aws_acm_certificate.shop"] != "due" || statuses["state/prod-b"] != "unknown" {
		t.Errorf("%v", statuses)
	}
	if sources := got.list(t, "sources"); len(sources) != 2 || sources[0]["read_at_by"] != "clock of the database" {
		t.Errorf("%v", sources)
	}
	wrong := states(t, pg("staging"))
	if text := said(wrong.diags); !strings.Contains(text, `workspaces`) || !strings.Contains(text, "Nothing matches") || strings.Contains(text, planted) {
		t.Error(text)
	}
}
