package main

import (
	"time"
)

// stateOf is the state of a workspace whose certificate ends soon and whose
// database is old.
func stateOf(now time.Time) map[string]any {
	resource := func(kind, name string, attributes map[string]any) map[string]any {
		return map[string]any{
			"mode": "managed", "type": kind, "name": name, "provider": `provider["registry.terraform.io/hashicorp/aws"]`,
			"instances": []any{map[string]any{"schema_version": 0, "attributes": attributes}},
		}
	}
	return map[string]any{
		"version": 4, "terraform_version": "1.11.4", "serial": 41, "lineage": "3f2a1c64-5d07-4be0-9c5e-6c1f2f6a7b10", "outputs": map[string]any{},
		"resources": []any{
			resource("aws_acm_certificate", "portal", map[string]any{
				"domain_name": "portal.example.test", "status": "ISSUED", "type": "IMPORTED", "tags": map[string]any{"Owner": "team-cloud@example.test"},
				"not_before": now.AddDate(0, 0, -350).UTC().Format(time.RFC3339), "not_after": now.AddDate(0, 0, 15).UTC().Format(time.RFC3339),
			}),
			resource("aws_db_instance", "ledger", map[string]any{
				"identifier": "ledger", "engine": "postgres", "engine_version": "11", "engine_version_actual": "11.22", "ca_cert_identifier": "rds-ca-rsa2048-g1",
			}),
		},
	}
}
