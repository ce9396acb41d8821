"""The mails: posted in the outbox with the facts they tell of, delivered by a worker."""
