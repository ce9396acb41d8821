// What the witness noted in this document.
() => window.auditWitness && JSON.parse(JSON.stringify(window.auditWitness))
