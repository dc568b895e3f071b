"""What the account's pages, letters and objects say. Pure; must not know who may ask, nor how anything is kept."""
