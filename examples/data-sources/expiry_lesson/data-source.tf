# One lesson.
data "expiry_lesson" "g21" {
  lesson = "G21"
}

output "g21" {
  value = data.expiry_lesson.g21.one_line
}

# Those behind a rule, in Japanese.
data "expiry_lesson" "backups" {
  rule     = "backup-shares-fate"
  language = "ja"
}

output "backups" {
  value = data.expiry_lesson.backups.markdown
}
