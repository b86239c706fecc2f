class Inventory:
    def __init__(self):
        self.stock = {}

    def add(self, name, quantity=1):
        self.stock[name] = self.stock.get(name, 0) + quantity

    def remove(self, name, quantity=1):
        if self.stock.get(name, 0) < quantity:
            raise ValueError(f"not enough {name} in stock")
        self.stock[name] -= quantity
        if self.stock[name] == 0:
            del self.stock[name]

    def total(self):
        return sum(self.stock.values())
