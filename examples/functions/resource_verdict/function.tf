locals {
  # In Terraform policy: plugin::expiry::resource_verdict(meta.type, attrs, core::timestamp(), {})
  cluster = provider::expiry::resource_verdict(
    "aws_eks_cluster",
    { name = "shop", version = "1.24" },
    "2026-11-28",
    { owner = "platform@example.com" },
  )
}

output "cluster" {
  # false
  value = local.cluster.passed
}

output "why" {
  value = local.cluster.message
}
