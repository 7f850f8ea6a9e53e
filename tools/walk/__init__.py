"""A walk through the demonstration by HTTP only: one commune's plan from draft to acceptance, late units, the audit."""
