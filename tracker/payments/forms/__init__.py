"""Forms of payments and applications; a valid one hands over the command its use case takes."""
