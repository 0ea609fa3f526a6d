package intake_test

import (
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
)

func told(keys *intake.Keys) string {
	var sentences []string
	for _, misspelling := range keys.Found() {
		sentences = append(sentences, misspelling.Sentence())
	}
	return strings.Join(sentences, "\n")
}

// gates.md 7: a key that nothing reads is told, once for each name.
func TestMisspeltKeys(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		documents []string
		want      string
	}{
		"a lost letter":              {[]string{`{"id":"a","ownr":"x"}`}, `"ownr" of a is not read; if owner is meant, write it so.`},
		"in many things, once":       {[]string{`{"id":"a","ownr":"x"}`, `{"id":"b","ownr":"y"}`, `{"id":"c","ownr":"z"}`}, `"ownr" of a and 2 more is not read; if owner is meant, write it so.`},
		"a swap":                     {[]string{`{"id":"a","onwer":"x"}`}, `"onwer" of a is not read; if owner is meant, write it so.`},
		"two edits in a long word":   {[]string{`{"id":"a","lead_tme_":"x"}`}, `"lead_tme_" of a is not read; if lead_time is meant, write it so.`},
		"another case":               {[]string{`{"id":"a","Owner":"x"}`}, `"Owner" of a is not read; if owner is meant, write it so.`},
		"the right one is there too": {[]string{`{"id":"a","owner":"x","ownr":"y"}`}, ""},
		"nothing stands there":       {[]string{`{"id":"a","ownr":null}`}, ""},
		"another word":               {[]string{`{"id":"a","team":"x","date":"y","region":"z","mind":"u"}`}, ""},
		"a word of ours":             {[]string{`{"id":"a","tracker":"x"}`}, ""},
		"two edits in a short word":  {[]string{`{"id":"a","onr":"x"}`}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			keys := intake.Keys{Ours: func(name string) bool { return name == "tracker" }}
			for _, document := range test.documents {
				in, _ := read(t, document)
				keys.Add(in.ID, parse(t, document))
			}
			if got := told(&keys); got != test.want {
				t.Errorf("told %q, want %q", got, test.want)
			}
		})
	}
}

// Objects of other providers, handed over with what a deadline needs, are told
// nothing: their attributes, as the providers' schemas name them in 2026.
func TestObjectsOfOthersAreToldNothing(t *testing.T) {
	t.Parallel()
	for kind, attributes := range map[string]string{
		"aws_acm_certificate":            "arn certificate_authority_arn certificate_body certificate_chain domain_name domain_validation_options early_renewal_duration key_algorithm not_after not_before options pending_renewal private_key region renewal_eligibility renewal_summary status subject_alternative_names tags tags_all type validation_emails validation_method validation_option",
		"aws_iam_server_certificate":     "arn certificate_body certificate_chain expiration name name_prefix path private_key tags tags_all upload_date",
		"aws_db_instance":                "address allocated_storage arn availability_zone backup_retention_period backup_window ca_cert_identifier db_name engine engine_lifecycle_support engine_version engine_version_actual endpoint identifier instance_class kms_key_id latest_restorable_time maintenance_window multi_az network_type option_group_name password port resource_id status storage_type tags timeouts username vpc_security_group_ids",
		"aws_eks_cluster":                "access_config arn certificate_authority cluster_id created_at endpoint identity kubernetes_network_config name platform_version role_arn status tags upgrade_policy version vpc_config",
		"aws_lambda_function":            "architectures arn code_sha256 description environment ephemeral_storage function_name handler image_config kms_key_arn last_modified layers memory_size package_type publish role runtime runtime_management_config timeout tracing_config version",
		"aws_elasticache_cluster":        "arn az_mode engine engine_version final_snapshot_identifier ip_discovery maintenance_window node_type num_cache_nodes port snapshot_window transit_encryption_enabled",
		"aws_ami":                        "architecture arn creation_date deprecation_time description image_id name owner_id owners platform public root_device_name state state_reason tags tpm_support virtualization_type",
		"aws_ec2_capacity_reservation":   "arn availability_zone ebs_optimized end_date end_date_type ephemeral_storage instance_count instance_type owner_id start_date tenancy",
		"azurerm_key_vault_certificate":  "certificate certificate_attribute certificate_data certificate_policy key_vault_id name resource_manager_id secret_id tags thumbprint version versionless_id",
		"azurerm_key_vault_secret":       "content_type expiration_date key_vault_id name not_before_date resource_id tags value version",
		"azurerm_kubernetes_cluster":     "automatic_upgrade_channel current_kubernetes_version default_node_pool dns_prefix fqdn identity kubernetes_version location maintenance_window name network_profile node_resource_group sku_tier support_plan tags",
		"azurerm_linux_web_app":          "app_settings auth_settings client_affinity_enabled connection_string default_hostname enabled https_only kind location name outbound_ip_addresses service_plan_id site_config site_credential tags",
		"azuread_application_password":   "application_id display_name end_date end_date_relative key_id rotate_when_changed start_date value",
		"google_compute_ssl_certificate": "certificate certificate_id creation_timestamp description expire_time name name_prefix private_key project self_link",
		"google_sql_database_instance":   "connection_name database_version deletion_protection first_ip_address instance_type ip_address maintenance_version name private_ip_address project region replica_names root_password self_link server_ca_cert settings",
		"google_container_cluster":       "addons_config cluster_autoscaling endpoint initial_node_count location maintenance_policy master_auth master_version min_master_version name node_version operation project release_channel resource_labels self_link services_ipv4_cidr terraform_labels",
		"google_certificate_manager":     "description effective_labels expire_time labels location managed name project san_dnsnames scope self_managed",
		"tls_self_signed_cert":           "allowed_uses cert_pem dns_names early_renewal_hours ip_addresses is_ca_certificate key_algorithm private_key_pem ready_for_renewal set_authority_key_id subject uris validity_end_time validity_period_hours validity_start_time",
		"gitlab_project_access_token":    "access_level active created_at name project revoked rotation_configuration scopes token user_id",
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			object := intake.Object{"id": "other/" + kind, "expires_at": "2028-04-01T00:00:00Z", "owner": "o"}
			for name := range strings.FieldsSeq(attributes) {
				object[name] = any("x")
				if like := intake.Reads(name); like && strings.Contains(name, "date") || name == "not_after" || name == "expiration" || name == "expire_time" {
					object[name] = "2028-03-31T23:59:59Z"
				}
			}
			object["environment"], object["not_before"] = []any{}, nil
			in, faults := intake.Read(object)
			_, more := in.Deadline(settings)
			keys := intake.Keys{}
			keys.Add(in.ID, object)
			if got := told(&keys); got != "" || len(faults)+len(more) > 0 {
				t.Errorf("told %q, faults %v %v", got, faults, more)
			}
		})
	}
}
