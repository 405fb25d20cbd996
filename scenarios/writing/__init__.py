"""From a scenario to text: files, fingerprints, schema, reference, summary."""
