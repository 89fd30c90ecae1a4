# Runs commands, for what happens without Terraform's knowing.

variable "script" {
  description = "What the shell runs."
  type        = string
}

resource "terraform_data" "script" {
  # A provisioner runs when its resource is made: so it is made anew for another script.
  triggers_replace = var.script

  provisioner "local-exec" {
    command = var.script
  }
}
