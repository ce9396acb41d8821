"""Ways into the states of the service's pages, through page objects alone. Each ends once its state is shown."""
