"""The conformance suite: what the service promises to citizens, proved in browsers from the outside."""
