"""Who answers, in what form, for how much: a guided interview that ends in a sealed analysis."""
