-- A ranking filtered by a decision that few people have starts from those people.
CREATE INDEX invitations_by_decision ON invitations (intake_id, decision);
