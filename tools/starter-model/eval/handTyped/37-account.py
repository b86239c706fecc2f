@dataclass
class Account:
    owner: str
    balance: float = 0.0

    @property
    def is_overdrawn(self) -> bool:
        return self.balance < 0

    def transfer(self, other: "Account", amount: float) -> None:
        if amount <= 0:
            raise ValueError("amount must be positive")
        if amount > self.balance:
            raise InsufficientFunds(self.owner, amount)
        self.balance -= amount
        other.balance += amount
