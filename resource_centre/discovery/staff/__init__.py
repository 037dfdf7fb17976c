"""What editors add to the search: synonyms, recommended results, “see” references, and the words that found nothing."""
