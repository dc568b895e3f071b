"""Those who know the truth and judge by it what the core decided; what they say stands beside the laws.

Know stations and the world; nothing of how a story is made.
"""
