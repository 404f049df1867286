"""References: identifiers, CSL-JSON, study designs, short labels, NLM formatting. Pure; needs no network."""
