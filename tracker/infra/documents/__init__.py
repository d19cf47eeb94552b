"""Documents made from plain values: spreadsheets and papers that leave the system."""
