# terraform test: the gate is open while there is time, warns before it closes,
# and closes on the day by which the licence must be renewed.

run "passes_in_time" {
  command = plan

  variables {
    as_of = "2026-11-21"
  }

  assert {
    condition     = data.expiry_policy.release.passed && data.expiry_policy.release.violation_count == 0
    error_message = "Violations in good time: ${data.expiry_policy.release.json}"
  }
}

run "warns_a_month_before" {
  command = plan

  variables {
    as_of = "2027-11-15"
  }

  assert {
    condition     = data.expiry_policy.release.passed && data.expiry_policy.release.violations[0].rule == "due"
    error_message = "No reminder: ${data.expiry_policy.release.json}"
  }
}

run "fails_when_it_is_late" {
  command = plan

  variables {
    as_of = "2027-12-15"
  }

  expect_failures = [output.expiry_report]
}
