# What each side answers: the ids of what there is, an empty list for none. Each
# keeps its own, in a file of its own.
locals {
  giver = {
    certificates         = ["certificate/www.example.test:443"]
    domains              = ["domain/example.test"]
    licences             = ["asset/erp-licence"]
    support-contracts    = ["contract/erp-support"]
    cloud-terms          = ["contract/cloud-lease", "contract/cloud-use"]
    hardware-support     = []
    keys-and-tokens      = ["token/deploy"]
    passwords            = []
    maintenance-windows  = ["window/erp"]
    monitoring           = ["monitoring/erp"]
    renewals-in-contract = ["contract/erp-support"]
  }
  taker = {
    certificates         = ["certificate/www.example.test:443"]
    domains              = ["domain/example.test"]
    licences             = ["asset/erp-licence"]
    support-contracts    = ["contract/erp-support"]
    cloud-terms          = ["contract/cloud-lease", "contract/cloud-use"]
    hardware-support     = []
    keys-and-tokens      = ["token/deploy"]
    passwords            = []
    maintenance-windows  = ["window/erp"]
    monitoring           = ["monitoring/erp"]
    renewals-in-contract = ["contract/erp-support"]
  }
  answers = {
    for item in setunion(keys(local.giver), keys(local.taker)) : item => {
      giver = !contains(keys(local.giver), item) ? null : {
        says   = length(local.giver[item]) > 0 ? "yes" : "no"
        assets = local.giver[item]
      }
      taker = !contains(keys(local.taker), item) ? null : {
        says   = length(local.taker[item]) > 0 ? "yes" : "no"
        assets = local.taker[item]
      }
    }
  }
}

resource "expiry_handover" "erp" {
  name       = "erp"
  system     = "erp"
  go_live_on = "2027-04-01"
  giver      = "vendor@example.test"
  taker      = "team-erp@example.test"

  answers = merge(local.answers, {
    # A backup must have been taken before the system goes live: say when, once it was.
    backups = {
      giver = { says = "yes", assets = ["backup/erp"], taken_at = "2026-11-20" }
      taker = { says = "yes", assets = ["backup/erp"] }
    }
    fire-drills = {
      giver = { says = "no" }
      taker = { says = "no" }
    }
  })

  items = [{
    id       = "fire-drills"
    question = "Which fire drills come round every year?"
  }]
}

# A module has no precondition, so the production module depends on what has one:
# depends_on = [terraform_data.ready]. Nothing of it is made before the handover is
# complete, and the plan says what is open.
resource "terraform_data" "ready" {
  lifecycle {
    precondition {
      condition     = expiry_handover.erp.complete
      error_message = expiry_handover.erp.reason
    }
  }
}
