"""What can be touched: the car, the meter, the clock of a virtual station. Knows nothing of OCPP or of sockets."""
