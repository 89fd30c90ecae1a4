# Runs `arm-emulator`, which does what Terraform does not know of.

variable "arguments" {
  description = "The arguments of arm-emulator."
  type        = list(string)
}

resource "terraform_data" "arm_emulator" {
  input = var.arguments

  provisioner "local-exec" {
    interpreter = ["sh", "-c"]
    command     = join(" ", formatlist("'%s'", concat(["arm-emulator"], var.arguments)))
  }
}
