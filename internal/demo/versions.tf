terraform {
  required_providers {
    expiry = {
      source = "terraform-expiry/expiry"
    }
  }
}

variable "endpoints" {
  type = map(string)
}

variable "licence_ends_on" {
  type = string
}
