"""The big-room packet: one plan for everybody who has to deliver it."""
