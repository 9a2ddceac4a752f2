"""How the gate's thresholds are set: defects put into clean pictures, and what each check says."""
