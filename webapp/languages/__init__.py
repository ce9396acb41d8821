"""The languages of pages and mails. French is the source; each other one is a file under translations/."""
