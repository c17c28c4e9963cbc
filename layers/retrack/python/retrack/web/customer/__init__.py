"""The pages for a merchant's customers: a parcel by its link, and the look-up.

They need no sign-in, no script and no second request. Whoever holds a link sees a first name, a
city and a parcel, and nothing else of anybody.
"""
