"""The field's figures of a history: scatter, ageing, cumulative flow, run chart, forecast."""
