"""Cards, taps at readers and passkeys, as pages, letters and the API show them."""
