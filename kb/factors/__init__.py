"""What proves beside the password who somebody is: codes of an app, recovery codes, passkeys; sign-ins half done.

Others use: authenticators, ceremony, checking, expiry, half_sign_ins, having, passkeys, recovery_codes, relying_party,
sealing, totp, used_challenges.
"""
