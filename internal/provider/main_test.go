package provider_test

import "github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"

var today = certtest.Today
