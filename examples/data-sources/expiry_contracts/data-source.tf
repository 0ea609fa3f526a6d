data "expiry_contracts" "ledger" {
  register = "ledger.csv"

  # Headings of the file that are not understood by themselves.
  columns = {
    contract = "Vertrag"
    ends_on  = "läuft bis"
  }

  enforcement = "none" # the gate judges
}

locals {
  contracts = data.expiry_contracts.ledger.contracts
}

resource "expiry_gate" "contracts" {
  deadlines = local.contracts
}
